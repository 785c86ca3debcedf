import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useEntity, useEntityRefLink } from '@backstage/plugin-catalog-react';
import { elementReadPermission, type Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import type { Live } from '../api/useLive';
import { Age } from '../parts/Age';
import { FailureView } from '../parts/FailureView';
import { formatTime } from '../parts/format';
import { dataTabLink } from '../parts/links';
import { LoadingRows } from '../parts/LoadingRows';
import { PenstockRoot } from '../parts/PenstockRoot';
import { RouterLink } from '../parts/RouterLink';
import { RulesLink } from '../parts/RulesDialog';
import { Status } from '../parts/Status';
import { useWords } from '../parts/words';
import { StaleBanner } from '../pages/PageBanners';
import { entityData } from './entityData';
import { FreshnessNotice } from './FreshnessNotice';
import { alsoOf, healthFacts, type HealthFacts } from './healthFacts';
import { HealthMeasures } from './HealthMeasures';
import { SuggestedButton } from './SuggestedButton';
import { useEntityData, type Shown } from './useEntityData';

function Verdict({ facts, pipeline, entityLink }: { facts: HealthFacts; pipeline: Pipeline; entityLink: string }) {
  const t = useWords();
  const clock = useClock();
  const { health } = facts;
  const also = alsoOf(health);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: 2 }}>
      <Status word={health.word} context={facts.title} size="large" />
      <Box sx={{ flex: '1 1 280px', minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box sx={{ fontSize: 16, lineHeight: '24px', fontWeight: 600 }}>{health.cause}</Box>
        <Box sx={{ color: theme => theme.penstock.fg2 }}>
          {also && <>{t('health.also', { sentence: also })} </>}
          {health.since && <>{t('health.since', { time: formatTime(health.since, clock.now()) })} </>}
          <RulesLink>{t('health.why')}</RulesLink>
        </Box>
      </Box>
      {health.action && <SuggestedButton action={health.action} pipeline={pipeline} entityLink={entityLink} />}
    </Box>
  );
}

function Loaded({ live, entityLink }: { live: Live<Shown | undefined>; entityLink: string }) {
  const t = useWords();
  if (live.state === 'loading') return <LoadingRows rows={4} height={48} />;
  if (live.state === 'failed') return <FailureView error={live.error} permission={elementReadPermission.name} onRetry={live.retry} />;
  const facts = live.value && healthFacts(t, live.value);
  if (!facts) return <Box>{t('state.missingTitle')}</Box>;
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2, opacity: 1 }}>
      <StaleBanner live={live} />
      <FreshnessNotice freshness={facts.freshness} cluster={facts.clusters.join(', ')} onRetry={live.refresh} />
      {live.value && <Verdict facts={facts} pipeline={live.value.pipeline} entityLink={entityLink} />}
      <HealthMeasures rows={facts.measures} name={facts.title} />
    </Box>
  );
}

function Card() {
  const t = useWords();
  const { entity } = useEntity();
  const entityLink = useEntityRefLink()(entity);
  const live = useEntityData(entityData(entity));
  return (
    <Paper component="section" variant="outlined" aria-labelledby="penstock-health-title" sx={{ minWidth: 0 }}>
      <Box
        sx={theme => ({
          display: 'flex',
          flexWrap: 'wrap',
          alignItems: 'center',
          columnGap: 2,
          padding: 2,
          borderBottom: `1px solid ${theme.penstock.line}`,
        })}
      >
        <Typography variant="h2" id="penstock-health-title" sx={{ flex: 1 }}>
          {t('health.title')}
        </Typography>
        <Box sx={{ fontSize: 12, color: theme => theme.penstock.fg2 }}>
          {live.state === 'ready' && t('health.updated', { age: <Age at={new Date(live.loadedAt).toISOString()} /> })}
        </Box>
        <RouterLink to={dataTabLink(entityLink)}>{t('health.openData')}</RouterLink>
      </Box>
      <Box sx={{ padding: 2 }}>
        <Loaded live={live} entityLink={entityLink} />
      </Box>
    </Paper>
  );
}

/** How a pipeline or an element is, why, with which numbers, and the one thing to do next. */
export function HealthCard() {
  return (
    <PenstockRoot>
      <Card />
    </PenstockRoot>
  );
}
