import type { Finding, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { formatDuration } from '@penstock/backstage-plugin-data-pipelines-common';
import { finding } from '../engines/shared/finding';
import { PERSISTENT_VOLUME_CLAIM } from '../engines/shared/members';
import { HEALTH_CODES } from './codes';
import type { AssessContext, ElementFacts } from './context';
import { verdictsOf } from './volumeFacts';

/** `93 % full, full in 9 h`, with as much of it as is known. */
export function fillWords(volume: Volume): string {
  const ratio = volume.usedRatio.state === 'measured' ? `${Math.floor(volume.usedRatio.value * 100)} % full` : 'use not measured';
  const forecast = volume.fullIn;
  return forecast.state === 'measured' && forecast.atLeast !== true ? `${ratio}, full in ${formatDuration(forecast.value)}` : ratio;
}

function fullness(volume: Volume): number {
  return volume.usedRatio.state === 'measured' ? volume.usedRatio.value : 0;
}

/** One finding per volume beyond a limit, fullest first. */
export function volumeFindings(facts: Pick<ElementFacts, 'inventory' | 'root'>, volumes: readonly Volume[], context: AssessContext): Finding[] {
  return [...volumes]
    .sort((a, b) => fullness(b) - fullness(a))
    .flatMap(volume => {
      const verdicts = verdictsOf(volume);
      if (!verdicts.some(verdict => verdict !== 'met')) return [];
      const byRatio = fullness(volume) >= context.settings.thresholds.volumeUsedRatio.warning;
      const claim = facts.inventory.get(PERSISTENT_VOLUME_CLAIM, { namespace: volume.namespace, name: volume.name });
      return [
        finding(facts.inventory, claim ?? facts.root, {
          code: byRatio ? HEALTH_CODES.VOLUME_NEARLY_FULL : HEALTH_CODES.VOLUME_FULL_SOON,
          severity: verdicts.includes('missed') ? 'critical' : 'warning',
          sentence: `volume ${volume.name} ${fillWords(volume)}`,
          remedy:
            volume.expandable === 'no'
              ? `Storage class ${volume.storageClass ?? ''} does not allow expansion: move to another class, or keep less data.`
              : `Raise the size at its owner. ${volume.sizeOwner.sentence}`,
        }),
      ];
    });
}
