import type { StoredState } from './ObjectStore';

const UID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const INSTANT = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z"/g;

/**
 * A copy of a state as if it had come to be later: every instant moves by
 * `passedMs`, every uid becomes the one that `newUid` gives for it, wherever
 * it is mentioned, also inside names. Pure as far as `newUid` is.
 */
export function freshCopy(
  state: StoredState,
  passedMs: number,
  newUid: (
    resource: string,
    key: { namespace?: string; name?: string },
  ) => string,
): StoredState {
  const uids = new Map<string, string>();
  for (const [resource, objects] of Object.entries(state.objects)) {
    for (const { metadata } of objects) {
      if (metadata.uid !== undefined) {
        uids.set(metadata.uid, newUid(resource, metadata));
      }
    }
  }
  const text = JSON.stringify(state)
    .replace(UID, uid => uids.get(uid) ?? uid)
    .replace(INSTANT, (_, whole: string, part: string | undefined) => {
      const at = Date.parse(`${whole}${part ?? ''}Z`) + passedMs;
      const moved = new Date(at).toISOString();
      return `"${part === undefined ? moved.replace(/\.\d+Z$/, 'Z') : moved}"`;
    });
  const copy: StoredState = JSON.parse(text);
  return copy;
}
