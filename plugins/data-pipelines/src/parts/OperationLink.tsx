import { useRouteRef } from '@backstage/frontend-plugin-api';
import { operationRouteRef } from '../routes';
import { RouterLink } from './RouterLink';

/** Leads to an operation. */
export function OperationLink({ id, children, label }: { id: string; children: string; label?: string }) {
  const link = useRouteRef(operationRouteRef);
  const to = link?.({ id });
  return to === undefined ? (
    <>{children}</>
  ) : (
    <RouterLink to={to} label={label}>
      {children}
    </RouterLink>
  );
}
