import Paper from '@mui/material/Paper';
import type { PipelineMeasures } from '@penstock/backstage-plugin-data-pipelines-common';
import { MeasureTile } from '../parts/MeasureTile';
import { useWords } from '../parts/words';

/** The four numbers of a pipeline above its flow. */
export function KeyNumbers({ measures }: { measures: PipelineMeasures }) {
  const t = useWords();
  return (
    <Paper
      component="dl"
      variant="outlined"
      sx={{ margin: 0, overflow: 'hidden', display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', lg: 'repeat(4, 1fr)' } }}
    >
      <MeasureTile label={t('measure.latencyLong')} measure={measures.latency} />
      <MeasureTile label={t('measure.produceRate')} measure={measures.produceRate} />
      <MeasureTile label={t('measure.backlogTimeLong')} measure={measures.backlogTime} />
      <MeasureTile label={t('measure.recoveryPointAgeLong')} measure={measures.recoveryPointAge} />
    </Paper>
  );
}
