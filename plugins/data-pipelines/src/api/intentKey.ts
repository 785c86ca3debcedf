/**
 * A new Idempotency-Key, unguessable enough to be unique; `crypto.randomUUID`
 * is missing where a portal is served without TLS.
 */
export function newIntentKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
