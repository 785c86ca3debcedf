import Button from '@mui/material/Button';
import type { Freshness } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { Age } from '../parts/Age';
import { Banner } from '../parts/Banner';
import { formatTime } from '../parts/format';
import { CannotKnow } from '../parts/StateViews';
import { useWords } from '../parts/words';

/** Says of stale values since when they are, of unknown ones why; nothing of fresh ones. */
export function FreshnessNotice({ freshness, cluster, onRetry }: { freshness: Freshness; cluster: string; onRetry: () => void }) {
  const t = useWords();
  const clock = useClock();
  if (freshness.state === 'fresh') return null;
  if (freshness.state === 'unknown') {
    return <CannotKnow cluster={cluster} reason={freshness.reason} lastObservedAt={freshness.lastObservedAt} onRetry={onRetry} />;
  }
  const { observedAt, reason } = freshness;
  return (
    <Banner
      look="stale"
      action={
        <Button size="small" variant="outlined" color="inherit" onClick={onRetry}>
          {t('state.retry')}
        </Button>
      }
    >
      {t('health.staleTitle', { time: formatTime(observedAt, clock.now()), age: <Age at={observedAt} /> })} {reason}
    </Banner>
  );
}
