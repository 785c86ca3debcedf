import { createExternalRouteRef, createRouteRef } from '@backstage/frontend-plugin-api';

/** The pipelines page. */
export const rootRouteRef = createRouteRef();

/** The Data tab of an entity. */
export const dataTabRouteRef = createRouteRef();

/** Where elements are created from templates; the Scaffolder unless bound otherwise. */
export const createElementRouteRef = createExternalRouteRef({ defaultTarget: 'scaffolder.root' });

/** One template by name, e.g. the one that changes the source of an object; the Scaffolder's unless bound otherwise. */
export const templateRouteRef = createExternalRouteRef({ params: ['namespace', 'templateName'], defaultTarget: 'scaffolder.selectedTemplate' });

/** One operation; its page can be shared and reloaded. */
export const operationRouteRef = createRouteRef({ params: ['id'] });

/** The wizard that restores from a recovery point; step and choices are in its query. */
export const restoreRouteRef = createRouteRef({ params: ['point'] });
