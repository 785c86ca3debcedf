import type { RecordedOffsets } from '@penstock/backstage-plugin-data-pipelines-node';
import { listAt, numberAt, textAt } from '../../engines/shared/reading';
import type { OperationRow } from '../store/OperationStore';

/** Where the consumers were that a restore stopped, as its steps recorded it before it set them back. */
export function formerPositions({ steps }: Pick<OperationRow, 'steps'>): RecordedOffsets[] {
  return steps.flatMap(({ facts }) =>
    listAt(facts, 'offsets').flatMap((entry): RecordedOffsets[] => {
      const group = textAt(entry, 'group');
      const topic = textAt(entry, 'topic');
      if (group === undefined || group === '' || topic === undefined) return [];
      const partitions = listAt(entry, 'partitions').flatMap(each => {
        const partition = numberAt(each, 'partition');
        const offset = numberAt(each, 'offset');
        return partition === undefined || offset === undefined ? [] : [{ partition, offset }];
      });
      return [{ group, topic, partitions }];
    }),
  );
}
