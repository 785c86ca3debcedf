import { PromqlError } from './promqlError';

/** A label's regular expression, anchored as Prometheus does. Throws `bad_data` for one that is not valid. */
export function labelRegex(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch {
    throw new PromqlError(
      'bad_data',
      `"${pattern}" is not a regular expression`,
    );
  }
}
