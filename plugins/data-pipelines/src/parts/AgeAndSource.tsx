import type { Measure } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { Age } from './Age';
import { formatTime } from './format';
import { useWords } from './words';

/** When a number was taken and where it comes from; for what is not there, why, and when it last was. */
export function AgeAndSource({ measure }: { measure: Measure }) {
  const t = useWords();
  const clock = useClock();
  if (measure.state === 'measured') {
    return (
      <>
        <Age at={measure.observedAt} />
        {measure.stale && ` (${t('measure.stale')})`} · {t('measure.source', { source: measure.source })}
      </>
    );
  }
  const last = measure.state === 'unknown' ? measure.lastObservedAt : undefined;
  return (
    <>
      {measure.reason}
      {last && ` · ${t('measure.lastRead', { time: formatTime(last, clock.now()) })}`}
    </>
  );
}
