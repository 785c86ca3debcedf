import { useMemo, useState } from 'react';
import type { Element, Volume } from '@penstock/backstage-plugin-data-pipelines-common';

/** What names a volume among all of a pipeline. */
export function volumeKey({ cluster, namespace, name }: Volume): string {
  return `${cluster} ${namespace} ${name}`;
}

/** Chosen volumes; a choice stays while pages are turned and while the volumes are refreshed. */
export interface VolumeSelection {
  /** Those of the chosen volumes that are still there. */
  chosen: readonly Volume[];
  has: (volume: Volume) => boolean;
  set: (volumes: readonly Volume[], chosen: boolean) => void;
  clear: () => void;
}

/** Keeps which volumes of these elements are chosen. */
export function useVolumeSelection(elements: readonly Element[]): VolumeSelection {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(() => elements.flatMap(({ volumes }) => volumes).filter(volume => keys.has(volumeKey(volume))), [elements, keys]);
  return {
    chosen,
    has: volume => keys.has(volumeKey(volume)),
    set: (volumes, wanted) =>
      setKeys(before => {
        const next = new Set(before);
        for (const volume of volumes) {
          if (wanted) next.add(volumeKey(volume));
          else next.delete(volumeKey(volume));
        }
        return next;
      }),
    clear: () => setKeys(new Set()),
  };
}
