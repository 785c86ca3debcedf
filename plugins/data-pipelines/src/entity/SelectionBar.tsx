import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import type { Element, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Rights } from '../api/useRights';
import { ExpandButton } from '../dialogs/ExpandButton';
import { SnapshotButton } from '../dialogs/SnapshotButton';
import { useWords, type Words } from '../parts/words';
import type { VolumeSelection } from './volumeSelection';

function reasonNot(t: Words, selection: VolumeSelection, of: readonly Element[]): string | undefined {
  if (of.length > 1) return t('selection.severalElements');
  return selection.chosen.some(({ operation }) => operation !== undefined) ? t('selection.operationRuns') : undefined;
}

/** How many volumes are chosen, said as it changes, and what can be done with them together. */
export function SelectionBar({ selection, pipeline, elements, rights }: { selection: VolumeSelection; pipeline: Pipeline; elements: readonly Element[]; rights: Rights }) {
  const t = useWords();
  const { chosen, clear } = selection;
  const count = chosen.length;
  const of = elements.filter(({ id }) => chosen.some(({ element }) => element === id));
  return (
    <Box
      role="group"
      aria-label={t('selection.bar')}
      sx={theme => ({
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: 1.5,
        minHeight: 52,
        paddingInline: 2,
        paddingBlock: 1,
        borderRadius: '8px',
        backgroundColor: count > 0 ? theme.penstock.selected : theme.penstock.subtle,
      })}
    >
      <Box role="status" sx={{ fontWeight: 500 }}>
        {t('selection.count', { count })}
      </Box>
      {count > 0 && (
        <>
          <Button size="small" onClick={clear}>
            {t('selection.clear')}
          </Button>
          <Box sx={{ marginLeft: 'auto', display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'flex-start' }}>
            <SnapshotButton
              variant="outlined"
              of={{ pipeline, element: of[0], volumes: chosen.map(({ name }) => name) }}
              right={rights('snapshot')}
              reason={of.length > 1 ? t('selection.severalElements') : undefined}
            >
              {t('snapshot.ofVolumes', { count })}
            </SnapshotButton>
            <ExpandButton variant="contained" element={of[0]} asked={chosen.map(({ name }) => name)} right={rights('expand')} reason={reasonNot(t, selection, of)}>
              {t('expand.action', { count })}
            </ExpandButton>
          </Box>
        </>
      )}
    </Box>
  );
}
