import type { SuggestedAction } from '@penstock/backstage-plugin-data-pipelines-common';

/** Id of the clusters card, so that an unreachable cluster can be linked to. */
export const CLUSTERS_ANCHOR = 'penstock-clusters';

/** The views of the Data tab. */
export type DataView = 'flow' | 'volumes';

/** Link to the Data tab of an entity, at a view and an element. */
export function dataTabLink(entityLink: string, view: DataView = 'flow', element?: string): string {
  const query = new URLSearchParams();
  if (view !== 'flow') query.set('view', view);
  if (element) query.set('element', element);
  const text = query.toString();
  return `${entityLink}/data${text && `?${text}`}`;
}

/** Where a suggested action leads; each of them is a place to look, none writes. */
export function actionLink(action: SuggestedAction, entityLink: string, clustersPage: string): string {
  if (action.kind === 'show-cluster') return `${clustersPage}#${CLUSTERS_ANCHOR}`;
  return dataTabLink(entityLink, action.kind === 'show-volumes' ? 'volumes' : 'flow', action.element);
}

/** The name of an entity reference without kind and namespace, for tight places. */
export function nameOfRef(ref: string): string {
  return ref.slice(Math.max(ref.indexOf(':'), ref.indexOf('/')) + 1);
}
