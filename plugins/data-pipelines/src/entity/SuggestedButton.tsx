import { useRouteRef } from '@backstage/frontend-plugin-api';
import type { Element, SuggestedAction } from '@penstock/backstage-plugin-data-pipelines-common';
import { useRights } from '../api/useRights';
import { ExpandButton } from '../dialogs/ExpandButton';
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

/** The one thing to do next: a place to look, or a dialog that shows a plan. */
export function SuggestedButton({ action, elements, entityLink }: { action: SuggestedAction; elements: readonly Element[]; entityLink: string }) {
  const clustersPage = useRouteRef(rootRouteRef)?.() ?? '';
  const element = elements.find(({ id }) => id === action.element);
  if (action.kind === 'expand' && element) return <SuggestedExpand action={action} element={element} />;
  return (
    <RouterButton to={actionLink(action, entityLink, clustersPage)} variant="contained">
      {action.label}
    </RouterButton>
  );
}
