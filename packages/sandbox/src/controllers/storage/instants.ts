/** An instant as objects carry it: whole seconds, UTC. */
export function timestamp(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** An instant as contents carry it: nanoseconds since 1970, as precise as the clock's milliseconds. */
export function nanoseconds(at: Date): number {
  return at.getTime() * 1_000_000;
}

/** The instant of a content's nanoseconds. */
export function instantOf(nanos: number): Date {
  return new Date(nanos / 1_000_000);
}
