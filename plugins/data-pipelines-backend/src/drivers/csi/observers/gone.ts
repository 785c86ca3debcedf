import { LABEL_OPERATION } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KubernetesObject, Observer } from '@penstock/backstage-plugin-data-pipelines-node';
import { textMap } from './params';
import { nameList } from './seenObjects';

/**
 * `csi.gone`: none of the objects is there any more; one of the same name with
 * another uid is another one. Where no uid is known, it is about what the
 * operation made: an object without its label is somebody else's, and stays.
 *
 * `params`: `uids` where they are known, by name, or by `kind namespace/name` where objects of several kinds or places go.
 */
export const gone: Observer = ({ seen, params, operation }) => {
  const uids = textMap(params.uids);
  const uidOf = ({ kind, metadata: { namespace = '', name } }: KubernetesObject) => uids[`${kind} ${namespace}/${name}`] ?? uids[name];
  const isMeant = (object: KubernetesObject) => {
    const uid = uidOf(object);
    return uid === undefined ? object.metadata.labels?.[LABEL_OPERATION] === operation : uid === object.metadata.uid;
  };
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
