import { createContext, useContext, useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';

const RoomContext = createContext<number>(Number.POSITIVE_INFINITY);

/** The width in pixels of an element, kept up to date; undefined before it is drawn. */
function useWidthOf(ref: RefObject<HTMLElement>): number | undefined {
  const [width, setWidth] = useState<number>();
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const read = () => setWidth(element.clientWidth || window.innerWidth);
    read();
    if (typeof ResizeObserver === 'undefined') {
      window.addEventListener('resize', read);
      return () => window.removeEventListener('resize', read);
    }
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

/**
 * Measures the room that a page, card or tab has. The width of the window says
 * little about it: the portal's sidebar and the columns beside take their part.
 */
export function MeasuredRoom({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidthOf(ref);
  return (
    <div ref={ref} style={{ minWidth: 0 }}>
      <RoomContext.Provider value={width ?? Number.POSITIVE_INFINITY}>{children}</RoomContext.Provider>
    </div>
  );
}

/** Whether there is less room than so many pixels, so that a table has to become cards. */
export function useNarrowerThan(px: number): boolean {
  return useContext(RoomContext) < px;
}
