import type { Element, RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import type { Rights } from '../api/useRights';
import { CloneButton } from '../dialogs/CloneButton';
import { namesTaken } from '../dialogs/CloneDialog';
import { useWords } from '../parts/words';
import { titleOfPoint } from './PointCells';

/** Makes a copy from a point, of one of these elements, among `all` of the pipeline, that it holds; nothing where it holds none of them any more. */
export function ClonePoint({ point, among, all, rights }: { point: RecoveryPoint; among: readonly Element[]; all: readonly Element[]; rights: Rights }) {
  const t = useWords();
  const clock = useClock();
  const [first, ...others] = among.filter(({ id }) => point.elements.includes(id));
  if (!first) return null;
  return (
    <CloneButton
      size="small"
      of={{ elements: [first, ...others], point, taken: namesTaken(all) }}
      label={t('clone.ofPoint', { time: titleOfPoint(point, clock.now()) })}
      right={rights('clone')}
      reason={point.restorableTo.length > 0 ? undefined : point.notRestorable ?? t('points.notRestorable')}
    />
  );
}
