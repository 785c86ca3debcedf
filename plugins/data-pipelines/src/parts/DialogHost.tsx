import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { useLocation } from 'react-router-dom';

/** Draws a dialog, given what closes it. */
export type DrawDialog = (close: () => void) => ReactNode;

const HostContext = createContext<((draw: DrawDialog) => void) | undefined>(undefined);

/**
 * Holds the open dialog of a page, card or tab. What opened it may go away with the next refresh, a suggested action that is
 * done for one; the dialog, as it was drawn when it was opened, stays until it is closed or the page is left.
 */
export function DialogHost({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const [shown, setShown] = useState<{ draw: DrawDialog; at: string }>();
  const open = useMemo(() => (draw: DrawDialog) => setShown({ draw, at: pathname }), [pathname]);
  return (
    <HostContext.Provider value={open}>
      {children}
      {shown?.at === pathname && shown.draw(() => setShown(undefined))}
    </HostContext.Provider>
  );
}

/**
 * What opens a dialog above everything that a refresh may take away.
 *
 * @throws Error outside of a {@link DialogHost}
 */
export function useOpenDialog(): (draw: DrawDialog) => void {
  const open = useContext(HostContext);
  if (!open) throw new Error('A dialog opens within a DialogHost only; PenstockRoot has one.');
  return open;
}
