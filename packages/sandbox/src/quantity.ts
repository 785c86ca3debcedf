const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
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
const PATTERN =
  /^([+-]?(?:\d+\.?\d*|\.\d+))(?:(Ki|Mi|Gi|Ti|Pi|Ei)|([numkMGTPE])|[eE]([+-]?\d+))?$/;

/** What the API server says of a text that is no quantity. */
export const QUANTITY_MESSAGE =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

interface Quantity {
  value: number;
  binary: boolean;
}

function parse(text: string): Quantity | undefined {
  const match = PATTERN.exec(text);
  if (!match) {
    return undefined;
  }
  const [, number = '', binary, decimal, exponent] = match;
  const base = Number(number);
  if (binary !== undefined) {
    const power = BINARY.findIndex(suffix => suffix === binary);
    return { value: base * 1024 ** power, binary: true };
  }
  if (exponent !== undefined) {
    return { value: base * 10 ** Number(exponent), binary: false };
  }
  return { value: base * (DECIMAL[decimal ?? ''] ?? 1), binary: false };
}

/** The plain number a quantity stands for (bytes, cores); undefined when it is no quantity. */
export function quantityValue(text: string | number): number | undefined {
  return parse(String(text))?.value;
}

/** Bytes of a quantity such as `100Gi`; NaN when it is missing or none. */
export function bytesOf(quantity: string | undefined): number {
  return quantityValue(quantity ?? '') ?? NaN;
}

/** The form in which the API server gives a quantity back: `1024Mi` is `1Gi`. */
export function canonicalQuantity(text: string | number): string | undefined {
  const quantity = parse(String(text));
  if (quantity === undefined) {
    return undefined;
  }
  const written = /^([+-]?\d+)([eE])(\d+)$/.exec(String(text));
  if (written || /[eE][+-]?\d/.test(String(text))) {
    return written ? withExponent(written) : String(text);
  }
  return formatQuantity(quantity.value, quantity.binary);
}

/** `12e5` is `1200e3`: an exponent stays one, but becomes a multiple of three. */
function withExponent([
  ,
  digits = '',
  letter = 'e',
  power = '',
]: RegExpExecArray) {
  const over = Number(power) % 3;
  return `${digits}${'0'.repeat(over)}${letter}${Number(power) - over}`;
}

/** A number as a quantity with the largest suffix that leaves it whole. */
export function formatQuantity(value: number, binary: boolean): string {
  if (value === 0) {
    return '0';
  }
  if (binary && Number.isInteger(value)) {
    for (let power = BINARY.length - 1; power > 0; power -= 1) {
      const unit = 1024 ** power;
      if (value % unit === 0) {
        return `${value / unit}${BINARY[power] ?? ''}`;
      }
    }
    return String(value);
  }
  for (const [suffix, unit] of Object.entries(DECIMAL).reverse()) {
    const scaled = value / unit;
    const rounded = Math.round(scaled);
    if (rounded !== 0 && Math.abs(scaled - rounded) < 1e-9 * rounded) {
      return `${rounded}${suffix}`;
    }
  }
  return String(Math.ceil(value));
}
