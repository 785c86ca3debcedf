import { InputError } from '@backstage/errors';

const BINARY: Record<string, number> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const DECIMAL: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
};

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E)|[eE]([+-]?\d{1,3}))?$/;

/**
 * Reads a Kubernetes quantity (apimachinery `resource.Quantity`: decimal or
 * binary suffix, or a decimal exponent) as a plain number: bytes for storage
 * and memory, cores for CPU.
 *
 * @throws InputError when the text is no quantity.
 * @public
 */
export function parseQuantity(text: string): number {
  const match = QUANTITY.exec(text.trim());
  if (!match) {
    throw new InputError(
      `"${text.slice(0, 40)}" is not a Kubernetes quantity; write a number with a unit such as Gi, Mi or m, for example 100Gi`,
    );
  }
  const [, digits, suffix, exponent] = match;
  if (exponent !== undefined) {
    return Number(digits) * 10 ** Number(exponent);
  }
  return Number(digits) * (BINARY[suffix ?? ''] ?? DECIMAL[suffix ?? '']);
}

/**
 * Reads a quantity that comes from a cluster, where the API server has already
 * refused what is none.
 *
 * @returns undefined for a missing or unreadable value
 * @public
 */
export function quantityOrUndefined(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  try {
    return parseQuantity(value);
  } catch {
    return undefined;
  }
}

/** Bytes for people, in binary units: `1.5 GiB`. @public */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || Math.abs(value) >= 100 ? 0 : 1;
  return `${Number(value.toFixed(digits))} ${units[unit]}`;
}

/** A duration in seconds for people, two units at most: `4 min 05 s`, `9 h`, `63 d`. @public */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (seconds < 10 && seconds % 1 !== 0) return `${seconds.toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) {
    const rest = whole % 60;
    const minutes = Math.floor(whole / 60);
    return rest === 0 ? `${minutes} min` : `${minutes} min ${String(rest).padStart(2, '0')} s`;
  }
  if (whole < 86400) {
    const minutes = Math.floor((whole % 3600) / 60);
    const hours = Math.floor(whole / 3600);
    return hours >= 6 || minutes === 0 ? `${Math.round(whole / 3600)} h` : `${hours} h ${String(minutes).padStart(2, '0')} min`;
  }
  return `${Math.round(whole / 86400)} d`;
}
