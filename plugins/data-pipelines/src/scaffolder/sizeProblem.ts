import { formatBytes, quantityOrUndefined } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Words } from '../parts/words';

/** Nothing useful fits into less, and a bare number is nearly always a forgotten unit. */
export const LEAST_BYTES = 2 ** 20;

/** What is wrong with the size of a volume, as a sentence; undefined where nothing is. */
export function sizeProblem(t: Words, value: string): string | undefined {
  const text = value.trim();
  const bytes = quantityOrUndefined(text);
  if (bytes === undefined || !Number.isFinite(bytes) || bytes <= 0) return t('field.sizeInvalid', { value: text.slice(0, 40) });
  if (bytes >= LEAST_BYTES) return undefined;
  if (/^\d+$/.test(text)) return t('field.sizeUnit', { value: text, bytes: formatBytes(bytes) });
  return t('field.sizeTooSmall', { bytes: formatBytes(bytes), least: formatBytes(LEAST_BYTES) });
}
