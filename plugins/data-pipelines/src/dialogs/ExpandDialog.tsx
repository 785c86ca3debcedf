import { useMemo, useState } from 'react';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import OpenInFull from '@mui/icons-material/OpenInFullOutlined';
import Speed from '@mui/icons-material/SpeedOutlined';
import { formatBytes, volumeExpandPermission, type Element, type OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import { usePlan } from '../api/usePlan';
import type { EnteredSize } from '../parts/SizeField';
import { useWords, type Words } from '../parts/words';
import { ClassChoice } from './ClassChoice';
import { bytesOf, largestSize, quantityOf, volumesToGrow } from './expandSizes';
import { classesFor } from './performanceClasses';
import { PlanDialog } from './PlanDialog';
import { firstSize, SizeChoice } from './SizeChoice';

/** Nothing is known to grow from; the server then says so. */
const UNKNOWN_SIZE = 2 ** 30;

/** What the dialog begins with: a new size, or another performance class alone. */
export type ExpandBeginning = 'size' | 'class';

function problemOf(t: Words, size: EnteredSize, now: number | undefined): string | undefined {
  const bytes = bytesOf(size);
  if (bytes === undefined) return t('expand.noSize');
  return now !== undefined && bytes <= now ? t('expand.onlyUp', { size: formatBytes(now) }) : undefined;
}

/** What is chosen, and what is wrong with it; the size counts only where the volumes shall grow. */
function useChoice(element: Element, asked: readonly string[] | undefined, begin: ExpandBeginning) {
  const t = useWords();
  // What the dialog is about stays what it was opened for, while the page behind it is refreshed.
  const [{ volumes, offered }] = useState(() => {
    const together = volumesToGrow(element, asked);
    return { volumes: together, offered: classesFor(element, together) };
  });
  const known = largestSize(volumes);
  const now = known ?? UNKNOWN_SIZE;
  const [size, setSize] = useState(() => firstSize(volumes, now));
  const [{ grows, toggled }, setGrowth] = useState({ grows: begin === 'size' || offered.length === 0, toggled: false });
  const setGrows = (wanted: boolean) => setGrowth({ grows: wanted, toggled: true });
  const [chosenClass, setChosenClass] = useState<string>();
  const sizeProblem = grows ? problemOf(t, size, known) : undefined;
  const nothing = !grows && chosenClass === undefined ? t('expand.nothing') : undefined;
  return { volumes, offered, now, size, setSize, takesFocus: begin === 'size' && !toggled, grows, setGrows, chosenClass, setChosenClass, sizeProblem, problem: sizeProblem ?? nothing };
}

type Choice = ReturnType<typeof useChoice>;

function useRequest(element: string, { volumes, size, grows, chosenClass, problem }: Choice): OperationRequest | undefined {
  const quantity = quantityOf(size);
  return useMemo(() => {
    if (problem || (grows && quantity === undefined)) return undefined;
    return {
      kind: 'expand',
      element,
      volumes: volumes.map(({ name }) => name),
      ...(grows && { size: quantity }),
      ...(chosenClass !== undefined && { volumeAttributesClass: chosenClass }),
    };
  }, [element, problem, grows, quantity, chosenClass, volumes]);
}

function Choices({ choice, unknown }: { choice: Choice; unknown: string | undefined }) {
  const t = useWords();
  const { volumes, offered, now, size, setSize, takesFocus, grows, setGrows, chosenClass, setChosenClass, sizeProblem } = choice;
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)', justifyItems: 'stretch' }}>
      {offered.length > 0 && <FormControlLabel control={<Checkbox size="small" checked={grows} onChange={(_event, checked) => setGrows(checked)} />} label={t('expand.grow')} />}
      {grows && <SizeChoice volumes={volumes} now={now} size={size} problem={sizeProblem} takesFocus={takesFocus} onChange={setSize} />}
      {offered.length > 0 && <ClassChoice volumes={volumes} offered={offered} value={chosenClass} onChange={setChosenClass} />}
      {offered.length === 0 && unknown !== undefined && (
        <Box sx={{ fontSize: 12, lineHeight: '16px', overflowWrap: 'anywhere', color: theme => theme.penstock.fg2 }}>
          {`${t('performanceClass.title')}: ${t('performanceClass.notKnown', { reason: unknown })}`}
        </Box>
      )}
    </Box>
  );
}

/**
 * Grows volumes of an element, changes their performance class where the
 * cluster has some for their driver, or both: the choice, what it changes in
 * numbers, the plan, and the start.
 */
export function ExpandDialog({ element, asked, begin = 'size', onClose }: { element: Element; asked?: readonly string[]; begin?: ExpandBeginning; onClose: () => void }) {
  const t = useWords();
  const choice = useChoice(element, asked, begin);
  const drawn = usePlan(useRequest(element.id, choice));
  const about = { count: choice.volumes.length, name: element.title };
  return (
    <PlanDialog
      icon={choice.grows ? OpenInFull : Speed}
      title={choice.grows ? t('expand.title', about) : t('performanceClass.change', about)}
      drawn={drawn}
      waitsFor={choice.problem}
      permission={volumeExpandPermission.name}
      onClose={onClose}
    >
      <Choices choice={choice} unknown={element.attributesClasses?.reason} />
    </PlanDialog>
  );
}
