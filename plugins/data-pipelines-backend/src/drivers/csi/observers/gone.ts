import { LABEL_OPERATION } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { textMap } from './params';
import { nameList } from './seenObjects';

/**
 * `csi.gone`: none of the objects is there any more; one of the same name with
 * another uid is another one. Where no uid is known, it is about what the
 * operation made: an object without its label is somebody else's, and stays.
 *
 * `params`: `uids` by name, where they are known.
 */
export const gone: Observer = ({ seen, params, operation }) => {
  const uids = textMap(params.uids);
  const isMeant = ({ metadata }: KubernetesObject) =>
    uids[metadata.name] === undefined ? metadata.labels?.[LABEL_OPERATION] === operation : uids[metadata.name] === metadata.uid;
  const there = seen.flatMap(({ objects }) => objects).filter(isMeant);
  if (there.length === 0) return { state: 'done', found: seen.length === 1 ? 'It is gone' : `All ${seen.length} are gone` };
  const held = there.flatMap(({ metadata }) => (metadata.finalizers?.length ? [`${metadata.name} is held by ${metadata.finalizers.join(', ')}`] : []));
  const unmarked = there.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return {
    state: 'waiting',
    waitsFor: `${nameList(there.map(({ kind, metadata }) => `${kind} ${metadata.name}`))} ${unmarked.length > 0 ? 'to be deleted' : 'to go'}`,
    progress: { source: 'derived', done: seen.length - there.length, total: seen.length, unit: 'objects' },
    ...(held.length === 0 ? {} : { evidence: held }),
  };
};
