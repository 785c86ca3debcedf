/** Names of fields whose text is a secret. */
const SECRET = /passw|passphrase|secret|token|credential|private[-_.]?key|access[-_.]?key|api[-_.]?key/i;
/** Names of fields that only say where a secret is. */
const WHERE = /(name|namespace|ref|path|file|location|type|class|algorithm|audience|issuer|url|uri)$/i;

/** A secret inside a text: what follows `password=` and its like; group 1 is what stands before it, group 2 the secret. */
export const ASSIGNED_SECRET = /([\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[-_.]?key|access[-_.]?key)[\w.-]*["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s"',;&]+)/gi;

/** Whether a text of this name is a secret, by the name alone. */
export function namesSecret(name: string): boolean {
  return SECRET.test(name) && !WHERE.test(name);
}
