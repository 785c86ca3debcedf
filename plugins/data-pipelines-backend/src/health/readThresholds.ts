import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { DEFAULT_THRESHOLDS } from './thresholds';
import type { Limit, Thresholds, ThresholdSettings } from './thresholds';

function limitOf(config: Config, name: keyof Thresholds, worse: 'more' | 'less'): Limit {
  const base = DEFAULT_THRESHOLDS[name];
  const path = `dataPipelines.thresholds.${name}`;
  const limit = {
    warning: config.getOptionalNumber(`${path}.warning`) ?? base.warning,
    critical: config.getOptionalNumber(`${path}.critical`) ?? base.critical,
  };
  const ordered = worse === 'more' ? limit.warning <= limit.critical : limit.warning >= limit.critical;
  if (limit.warning < 0 || limit.critical < 0 || !ordered) {
    throw new InputError(
      `${path} has warning ${limit.warning} and critical ${limit.critical}; neither may be negative and critical must be the ${worse === 'more' ? 'larger' : 'smaller'} one`,
    );
  }
  return limit;
}

/**
 * Reads `dataPipelines.thresholds`; what is left out keeps its default.
 *
 * @throws InputError where a warning would come after its critical
 */
export function readThresholds(config: Config): ThresholdSettings {
  const names: (keyof Thresholds)[] = ['volumeUsedRatio', 'volumeFullInSeconds', 'backlogSeconds'];
  return {
    thresholds: {
      volumeUsedRatio: limitOf(config, 'volumeUsedRatio', 'more'),
      volumeFullInSeconds: limitOf(config, 'volumeFullInSeconds', 'less'),
      backlogSeconds: limitOf(config, 'backlogSeconds', 'more'),
    },
    configured: new Set(names.filter(name => config.has(`dataPipelines.thresholds.${name}`))),
  };
}
