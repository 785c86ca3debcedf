import { useId, useState } from 'react';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import Paper from '@mui/material/Paper';
import DeleteSweep from '@mui/icons-material/DeleteSweepOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { formatBytes, operationReadPermission, snapshotDeletePermission, type Leftover, type Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive } from '../api/useLive';
import type { Rights } from '../api/useRights';
import { RequestDialog } from '../dialogs/RequestDialog';
import { StaleBanner } from '../pages/PageBanners';
import { Age } from '../parts/Age';
import { deniedReason } from '../parts/DeniedReason';
import { useOpenDialog } from '../parts/DialogHost';
import { FactTable } from '../parts/FactTable';
import { FailureView } from '../parts/FailureView';
import { withReadableTimes } from '../parts/format';
import { GuardedButton } from '../parts/GuardedButton';
import { OperationLink } from '../parts/OperationLink';
import { SectionHead } from '../parts/SectionHead';
import { useWords } from '../parts/words';
import { canBeChosen, leftoverKey, removalOf } from './leftoverChoice';

const SMALL = { fontSize: 12, lineHeight: '16px', overflowWrap: 'anywhere' } as const;

function nameOf({ object: { kind, name } }: Leftover): string {
  return `${kind} ${name}`;
}

/** Kind, name and place, with the box that chooses it, or why there is nothing to choose. */
function Named({ leftover, chosen, onChoose }: { leftover: Leftover; chosen: boolean; onChoose: (chosen: boolean) => void }) {
  const t = useWords();
  const why = useId();
  const { object, removable } = leftover;
  const free = canBeChosen(leftover);
  const name = nameOf(leftover);
  return (
    <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1, minWidth: 200 }}>
      <Checkbox
        size="small"
        checked={free && chosen}
        disabled={!free}
        inputProps={{ 'aria-label': t('leftovers.choose', { name }), 'aria-describedby': free ? undefined : why }}
        onChange={(_event, wanted) => onChoose(wanted)}
        sx={{ padding: 0.25 }}
      />
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box sx={{ fontWeight: 500 }}>{name}</Box>
        <Box sx={{ ...SMALL, color: theme => theme.penstock.fg2 }}>{[object.cluster, object.namespace].filter(Boolean).join(' / ')}</Box>
        {!free && (
          <Box id={why} sx={SMALL}>
            {removable ? t('leftovers.noElement') : t('leftovers.stays')}
          </Box>
        )}
      </Box>
    </Box>
  );
}

interface ListedProps {
  items: readonly Leftover[];
  pipeline: Pipeline;
  chosen: ReadonlySet<string>;
  onChoose: (leftover: Leftover, chosen: boolean) => void;
}

function Listed({ items, pipeline, chosen, onChoose }: ListedProps) {
  const t = useWords();
  const titleOf = (id: string) => pipeline.elements.find(each => each.id === id)?.title ?? id;
  return (
    <FactTable<Leftover>
      label={t('leftovers.tableName')}
      items={items}
      keyOf={leftoverKey}
      cardsBelow={960}
      columns={[
        { head: t('leftovers.object'), cell: each => <Named leftover={each} chosen={chosen.has(leftoverKey(each))} onChoose={wanted => onChoose(each, wanted)} /> },
        { head: t('points.memberElement'), cell: ({ element }) => (element === undefined ? t('measure.notKnown') : titleOf(element)) },
        { head: t('leftovers.why'), cell: ({ sentence }) => <Box sx={{ overflowWrap: 'anywhere' }}>{withReadableTimes(sentence)}</Box> },
        { head: t('leftovers.size'), align: 'right', cell: ({ bytes }) => (bytes === undefined ? t('measure.notReported') : formatBytes(bytes)) },
        { head: t('leftovers.since'), cell: ({ since }) => (since === undefined ? t('measure.notKnown') : <Age at={since} />) },
        { head: t('operation.page'), cell: ({ operation }) => (operation === undefined ? t('measure.notKnown') : <OperationLink id={operation}>{operation}</OperationLink>) },
      ]}
    />
  );
}

function RemoveButton({ chosen, rights }: { chosen: readonly Leftover[]; rights: Rights }) {
  const t = useWords();
  const openDialog = useOpenDialog();
  const count = chosen.length;
  const removal = removalOf(chosen);
  const problem = removal.problem && t(`leftoverProblem.${removal.problem}`);
  const open = () => {
    if (removal.problem !== undefined) return;
    const { element: name, request } = removal;
    openDialog(close => (
      <RequestDialog icon={DeleteSweep} title={t('leftovers.removeOf', { count, name })} request={request} permission={snapshotDeletePermission.name} onClose={close} />
    ));
  };
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: 1.5 }}>
      <Box role="status">{t('leftovers.chosen', { count })}</Box>
      <GuardedButton variant="outlined" startIcon={<DeleteSweep aria-hidden />} reason={deniedReason(rights('remove-leftovers')) ?? problem} onClick={open}>
        {count === 0 ? t('leftovers.removeAny') : t('leftovers.remove', { count })}
      </GuardedButton>
    </Box>
  );
}

/** What ended operations left in the clusters, what each costs, and what removes those that may go; one line where there is nothing. */
export function LeftoversCard({ pipeline, element, rights }: { pipeline: Pipeline; element?: string; rights: Rights }) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const of = element === undefined ? { pipeline: pipeline.summary.name } : { element };
  const live = useLive(`leftovers ${JSON.stringify(of)}`, () => api.listLeftovers(of));
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  if (live.state === 'loading') return null;
  if (live.state === 'ready' && live.value.items.length === 0 && !live.error) return <Box sx={{ color: theme => theme.penstock.fg2 }}>{t('leftovers.none')}</Box>;
  const items = live.state === 'ready' ? live.value.items : [];
  const choose = (leftover: Leftover, wanted: boolean) =>
    setKeys(before => {
      const others = [...before].filter(key => key !== leftoverKey(leftover));
      return new Set(wanted ? [...others, leftoverKey(leftover)] : others);
    });
  return (
    <Paper component="section" variant="outlined" aria-labelledby="penstock-left-over-title" sx={{ padding: 2, minWidth: 0, display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <SectionHead id="penstock-left-over-title" aside={items.length > 0 ? String(items.length) : undefined}>
        {t('leftovers.title')}
      </SectionHead>
      {live.state === 'failed' ? <FailureView error={live.error} permission={operationReadPermission.name} onRetry={live.retry} /> : <StaleBanner live={live} />}
      {items.length > 0 && <Listed items={items} pipeline={pipeline} chosen={keys} onChoose={choose} />}
      {items.some(canBeChosen) && <RemoveButton chosen={items.filter(each => canBeChosen(each) && keys.has(leftoverKey(each)))} rights={rights} />}
    </Paper>
  );
}
