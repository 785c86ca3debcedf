import Button from '@mui/material/Button';
import { useApiHolder } from '@backstage/frontend-plugin-api';
import type { ClusterList } from '@penstock/backstage-plugin-data-pipelines-common';
import { readError } from '../api/readError';
import { simulationControlsApiRef } from '../api/simulationControlsApiRef';
import type { Live } from '../api/useLive';
import { Banner } from '../parts/Banner';
import { CLUSTERS_ANCHOR } from '../parts/links';
import { useWords } from '../parts/words';
import { SimulationBar } from '../simulation/SimulationBar';

/** Says that names, numbers and faults are made up for the demo; where the app gives the switches, also how to break something. */
export function SimulatedBanner() {
  const t = useWords();
  const controls = useApiHolder().get(simulationControlsApiRef);
  return (
    <Banner look="neut" action={controls && <SimulationBar controls={controls} />}>
      {t('simulated.banner')}
    </Banner>
  );
}

/** Says which clusters are missing from the picture; nothing where none is. */
export function PartialBanner({ clusters }: { clusters: ClusterList }) {
  const t = useWords();
  const missing = clusters.items.filter(cluster => cluster.reachable.state === 'unreachable');
  if (missing.length === 0) return null;
  return (
    <Banner
      look="warn"
      action={
        <Button size="small" variant="outlined" color="inherit" href={`#${CLUSTERS_ANCHOR}`}>
          {t('pipelines.showCause')}
        </Button>
      }
    >
      <strong>{t('pipelines.partialTitle', { count: missing.length, total: String(clusters.items.length) })}</strong>{' '}
      {t('pipelines.partialText', { names: missing.map(cluster => cluster.title).join(', ') })}
    </Banner>
  );
}

/** Says that the newest attempt failed while the last good answer is still shown. */
export function StaleBanner({ live }: { live: Live<unknown> }) {
  const t = useWords();
  if (live.state !== 'ready' || !live.error) return null;
  return (
    <Banner
      look="stale"
      action={
        <Button size="small" variant="outlined" color="inherit" onClick={live.refresh}>
          {t('state.retry')}
        </Button>
      }
    >
      {t('state.refreshFailed', { reason: readError(live.error).what })}
    </Banner>
  );
}
