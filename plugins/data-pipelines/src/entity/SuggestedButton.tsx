import { useRouteRef } from '@backstage/frontend-plugin-api';
import type { Element, Pipeline, SuggestedAction } from '@penstock/backstage-plugin-data-pipelines-common';
import { useRights } from '../api/useRights';
import { ExpandButton } from '../dialogs/ExpandButton';
import { SnapshotButton } from '../dialogs/SnapshotButton';
import { actionLink } from '../parts/links';
import { RouterButton } from '../parts/RouterLink';
import { rootRouteRef } from '../routes';

function SuggestedExpand({ action, element }: { action: SuggestedAction; element: Element }) {
  const rights = useRights({ element: element.id });
  return (
    <ExpandButton variant="contained" element={element} asked={action.volumes} right={rights('expand')}>
      {action.label}
    </ExpandButton>
  );
}

function SuggestedSnapshot({ action, pipeline, element }: { action: SuggestedAction; pipeline: Pipeline; element: Element }) {
  const rights = useRights({ element: element.id });
  return (
    <SnapshotButton variant="contained" of={{ pipeline, element }} right={rights('snapshot')}>
      {action.label}
    </SnapshotButton>
  );
}

/** The one thing to do next: a place to look, or a dialog that shows a plan. */
export function SuggestedButton({ action, pipeline, entityLink }: { action: SuggestedAction; pipeline: Pipeline; entityLink: string }) {
  const clustersPage = useRouteRef(rootRouteRef)?.() ?? '';
  const element = pipeline.elements.find(({ id }) => id === action.element);
  if (action.kind === 'expand' && element) return <SuggestedExpand action={action} element={element} />;
  if (action.kind === 'snapshot' && element) return <SuggestedSnapshot action={action} pipeline={pipeline} element={element} />;
  return (
    <RouterButton to={actionLink(action, entityLink, clustersPage)} variant="contained">
      {action.label}
    </RouterButton>
  );
}
