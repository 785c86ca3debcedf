import { useMemo, useState } from 'react';
import OpenInFull from '@mui/icons-material/OpenInFullOutlined';
import { formatBytes, volumeExpandPermission, type Element, type OperationRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import { usePlan } from '../api/usePlan';
import type { EnteredSize } from '../parts/SizeField';
import { useWords, type Words } from '../parts/words';
import { bytesOf, largestSize, quantityOf, volumesToGrow } from './expandSizes';
import { PlanDialog } from './PlanDialog';
import { firstSize, SizeChoice } from './SizeChoice';

/** Nothing is known to grow from; the server then says so. */
const UNKNOWN_SIZE = 2 ** 30;

function problemOf(t: Words, size: EnteredSize, now: number | undefined): string | undefined {
  const bytes = bytesOf(size);
  if (bytes === undefined) return t('expand.noSize');
  return now !== undefined && bytes <= now ? t('expand.onlyUp', { size: formatBytes(now) }) : undefined;
}

/** Grows volumes of an element: the size, what it changes in numbers, the plan, and the start. */
export function ExpandDialog({ element, asked, onClose }: { element: Element; asked?: readonly string[]; onClose: () => void }) {
  const t = useWords();
  // What the dialog is about stays what it was opened for, while the page behind it is refreshed.
  const [volumes] = useState(() => volumesToGrow(element, asked));
  const known = largestSize(volumes);
  const now = known ?? UNKNOWN_SIZE;
  const [size, setSize] = useState(() => firstSize(volumes, now));
  const problem = problemOf(t, size, known);
  const quantity = quantityOf(size);
  const request = useMemo<OperationRequest | undefined>(
    () => (problem || quantity === undefined ? undefined : { kind: 'expand', element: element.id, volumes: volumes.map(({ name }) => name), size: quantity }),
    [element.id, problem, quantity, volumes],
  );
  const drawn = usePlan(request);
  return (
    <PlanDialog
      icon={OpenInFull}
      title={t('expand.title', { count: volumes.length, name: element.title })}
      drawn={drawn}
      waitsFor={problem}
      permission={volumeExpandPermission.name}
      onClose={onClose}
    >
      <SizeChoice volumes={volumes} now={now} size={size} problem={problem} onChange={setSize} />
    </PlanDialog>
  );
}
