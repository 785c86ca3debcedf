import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'react-router-dom';

/** Draws a dialog, given what closes it. */
export type DrawDialog = (close: () => void) => ReactNode;

const HostContext = createContext<((draw: DrawDialog) => void) | undefined>(undefined);

/** Focuses the first heading, or else the whole; neither becomes a stop of the Tab key. */
function focusBeginning(room: HTMLElement | null) {
  const beginning = room?.querySelector<HTMLElement>('h1, h2, h3') ?? room;
  if (!beginning) return;
  beginning.tabIndex = -1;
  beginning.focus();
}

/**
 * Holds the open dialog of a page, card or tab. What opened it may go away with the next refresh, a suggested action that is
 * done for one; the dialog, as it was drawn when it was opened, stays until it is closed or the page is left. Focus goes back
 * to what opened it, and where that is gone, to where this page, card or tab begins.
 */
export function DialogHost({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const [shown, setShown] = useState<{ draw: DrawDialog; at: string }>();
  const open = useMemo(() => (draw: DrawDialog) => setShown({ draw, at: pathname }), [pathname]);
  const room = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  const isOpen = shown !== undefined;
  // Effects of what is taken away run first, so the dialog has given focus back by now, if there is still somebody to take it.
  useEffect(() => {
    if (wasOpen.current && !isOpen && document.activeElement === document.body) focusBeginning(room.current);
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <HostContext.Provider value={open}>
      <div ref={room}>{children}</div>
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
