import { useCallback, useEffect, useRef, useState } from 'react';

/** A link that was pressed and waits for an answer. */
export interface LeaveGuard {
  asked: boolean;
  /** Follows the link. */
  leave: () => void;
  stay: () => void;
}

/** The link that a press would follow within this page, away from it; undefined for what stays or opens elsewhere. */
function linkAway(event: MouseEvent): HTMLAnchorElement | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const anchor = event.target instanceof Element ? event.target.closest('a[href]') : undefined;
  if (!(anchor instanceof HTMLAnchorElement) || anchor.hasAttribute('download') || (anchor.target !== '' && anchor.target !== '_self')) return undefined;
  return anchor.getAttribute('href')?.startsWith('#') ? undefined : anchor;
}

/**
 * Asks before a link leads away, and lets the browser ask before the page is
 * closed. Going back is not asked for: what was entered is in the address, and
 * going forward brings it back.
 */
export function useLeaveGuard(active: boolean): LeaveGuard {
  const [pressed, setPressed] = useState<HTMLAnchorElement>();
  const through = useRef(false);
  useEffect(() => {
    if (!active) return undefined;
    const onClick = (event: MouseEvent) => {
      const anchor = through.current ? undefined : linkAway(event);
      if (!anchor) return;
      event.preventDefault();
      event.stopPropagation();
      setPressed(anchor);
    };
    const onClose = (event: BeforeUnloadEvent) => event.preventDefault();
    document.addEventListener('click', onClick, true);
    window.addEventListener('beforeunload', onClose);
    return () => {
      document.removeEventListener('click', onClick, true);
      window.removeEventListener('beforeunload', onClose);
    };
  }, [active]);
  const stay = useCallback(() => setPressed(undefined), []);
  const leave = useCallback(() => {
    through.current = true;
    setPressed(undefined);
    pressed?.click();
    through.current = false;
  }, [pressed]);
  return { asked: pressed !== undefined, leave, stay };
}
