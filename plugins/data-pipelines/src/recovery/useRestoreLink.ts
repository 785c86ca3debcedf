import { useRouteRef } from '@backstage/frontend-plugin-api';
import { restoreRouteRef } from '../routes';

/** The link to the wizard that restores from a point; the element that it is opened for is chosen there. Undefined where the app has no such page. */
export function useRestoreLink(): (point: string, element?: string) => string | undefined {
  const link = useRouteRef(restoreRouteRef);
  return (point, element) => {
    const to = link?.({ point });
    return to && element ? `${to}?${new URLSearchParams({ element })}` : to;
  };
}
