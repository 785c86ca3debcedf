const FACTORS: Record<string, number> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
};

/** Bytes of a Kubernetes quantity such as `100Gi`; NaN when it is none. */
export function bytesOf(quantity: string | undefined): number {
  const match = /^(\d+(?:\.\d+)?)([KMGTP]i|[kMGTP])?$/.exec(quantity ?? '');
  return match ? Number(match[1]) * (match[2] ? FACTORS[match[2]] : 1) : NaN;
}
