import type { SuggestedAction } from '@penstock/backstage-plugin-data-pipelines-common';

/** Id of the clusters card, so that an unreachable cluster can be linked to. */
export const CLUSTERS_ANCHOR = 'penstock-clusters';

/** The views of the Data tab. */
export const DATA_VIEWS = ['flow', 'volumes', 'points', 'operations'] as const;

/** One of {@link DATA_VIEWS}. */
export type DataView = (typeof DATA_VIEWS)[number];

/** What a link to the Data tab opens at once: the dialog of an operation on an element. */
export interface AskedDialog {
  kind: 'expand' | 'snapshot' | 'restore';
  element: string;
  volumes: string[];
}

const DIALOGS: readonly AskedDialog['kind'][] = ['expand', 'snapshot', 'restore'];

/** Which dialog an address asks for; undefined where none. */
export function askedDialog(params: URLSearchParams): AskedDialog | undefined {
  const kind = DIALOGS.find(candidate => candidate === params.get('dialog'));
  const element = params.get('of');
  return kind && element ? { kind, element, volumes: params.getAll('volume') } : undefined;
}

/** The address without the dialog that it asks for. */
export function withoutDialog(params: URLSearchParams): URLSearchParams {
  const left = new URLSearchParams(params);
  for (const name of ['dialog', 'of', 'volume']) left.delete(name);
  return left;
}

/** Link to the Data tab of an entity, at a view and an element. */
export function dataTabLink(entityLink: string, view: DataView = 'flow', element?: string): string {
  const query = new URLSearchParams();
  if (view !== 'flow') query.set('view', view);
  if (element) query.set('element', element);
  const text = query.toString();
  return `${entityLink}/data${text && `?${text}`}`;
}

/** Link to a recovery point, open in the list of its pipeline. */
export function pointLink(entityLink: string, point: string): string {
  return `${entityLink}/data?${new URLSearchParams({ view: 'points', point })}`;
}

/** Link to the Data tab with a dialog open; it shows a plan, and nothing is written before that is started. */
export function dialogLink(entityLink: string, { kind, element, volumes }: AskedDialog): string {
  const query = new URLSearchParams({ view: kind === 'expand' ? 'volumes' : 'points', dialog: kind, of: element });
  for (const volume of volumes) query.append('volume', volume);
  return `${entityLink}/data?${query}`;
}

/** Where a suggested action leads: a place to look, or a dialog with a plan; none of them writes. */
export function actionLink(action: SuggestedAction, entityLink: string, clustersPage: string): string {
  if (action.kind === 'show-cluster') return `${clustersPage}#${CLUSTERS_ANCHOR}`;
  const dialog = DIALOGS.find(kind => kind === action.kind);
  if (dialog) return dialogLink(entityLink, { kind: dialog, element: action.element, volumes: action.volumes ?? [] });
  return dataTabLink(entityLink, action.kind === 'show-volumes' ? 'volumes' : 'flow', action.element);
}

/** The name of an entity reference without kind and namespace, for tight places. */
export function nameOfRef(ref: string): string {
  return ref.slice(Math.max(ref.indexOf(':'), ref.indexOf('/')) + 1);
}
