import Box from '@mui/material/Box';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import type { Measure, PipelineSummary } from '@penstock/backstage-plugin-data-pipelines-common';
import { formatValue } from '../parts/format';
import { actionLink, dataTabLink, nameOfRef } from '../parts/links';
import type { NamedMeasure } from '../parts/MissingNotes';
import { MeasureText } from '../parts/MeasureText';
import { OperationLink } from '../parts/OperationLink';
import { PhaseStatus } from '../parts/PhaseStatus';
import { RouterButton, RouterLink } from '../parts/RouterLink';
import type { Tone } from '../parts/tokens';
import { loudestOf, toneOfUse, VolumeBar } from '../parts/VolumeBar';
import { useWords, type Words } from '../parts/words';
import { rootRouteRef } from '../routes';

/** The name as link to the entity's Data tab, with owner and clusters under it. */
export function NameCell({ item, heading }: { item: PipelineSummary; heading?: boolean }) {
  const t = useWords();
  const entityLink = useEntityRefLink();
  const owner = item.owner ? nameOfRef(item.owner) : t('pipelines.noOwner');
  return (
    <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      <Box component={heading ? 'h2' : 'div'} sx={{ margin: 0, fontWeight: 600, fontSize: heading ? 16 : 14, lineHeight: heading ? '24px' : '20px' }}>
        <RouterLink to={dataTabLink(entityLink(item.entityRef))}>{item.title}</RouterLink>
      </Box>
      <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{[owner, ...item.clusters].join(' · ')}</Box>
    </Box>
  );
}

function FullIn({ measure, tone }: { measure: Measure; tone: Tone }) {
  const t = useWords();
  if (measure.state !== 'measured') return <>{t('measure.notMeasured')}</>;
  const words = t('measure.fullInValue', { value: formatValue(measure.value, measure.unit) });
  return <Box sx={theme => ({ color: tone === 'neut' ? theme.penstock.fg2 : theme.penstock.tone[tone].fg })}>{words}</Box>;
}

/** The fullest volume as bar, percentage and time until it is full. */
export function CapacityCell({ item }: { item: PipelineSummary }) {
  const { fullestVolume, fullIn } = item.measures;
  if (fullestVolume.state !== 'measured') return <MeasureText measure={fullestVolume} noted />;
  const tone = toneOfUse(fullestVolume);
  return (
    <div>
      <VolumeBar ratio={fullestVolume.value} name={item.title} tone={tone} />
      <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
        <FullIn measure={fullIn} tone={loudestOf([tone, toneOfUse(fullIn)])} />
      </Box>
    </div>
  );
}

/** The measures of these rows under the names of their columns. */
export function namedMeasures(t: Words, rows: readonly PipelineSummary[]): NamedMeasure[] {
  return rows.flatMap(({ measures }) => [
    { label: t('measure.latency'), measure: measures.latency },
    { label: t('measure.backlogTime'), measure: measures.backlogTime },
    { label: t('measure.fullestVolume'), measure: measures.fullestVolume },
    ...(measures.fullestVolume.state === 'measured' ? [{ label: t('measure.fullIn'), measure: measures.fullIn }] : []),
    { label: t('measure.recoveryPointAge'), measure: measures.recoveryPointAge },
  ]);
}

/** The operation that runs on a pipeline, or that none does. */
export function OperationCell({ item: { operation } }: { item: PipelineSummary }) {
  const t = useWords();
  if (!operation) return <Box sx={{ color: theme => theme.penstock.fg2 }}>{t('operations.none')}</Box>;
  return (
    <Box sx={{ display: 'grid', gap: 0.5, justifyItems: 'start', overflowWrap: 'anywhere' }}>
      <PhaseStatus phase={operation.phase} reached={operation.reached} context={operation.title} />
      <OperationLink id={operation.id}>{operation.title}</OperationLink>
    </Box>
  );
}

/** The one suggested next step, as link. */
export function ActionCell({ item, fullWidth }: { item: PipelineSummary; fullWidth?: boolean }) {
  const entityLink = useEntityRefLink();
  const clustersPage = useRouteRef(rootRouteRef)?.() ?? '';
  const { action } = item.health;
  if (!action) return null;
  return (
    <RouterButton to={actionLink(action, entityLink(item.entityRef), clustersPage)} variant="outlined" size="small" fullWidth={fullWidth}>
      {action.label}
    </RouterButton>
  );
}
