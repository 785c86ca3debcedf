import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/** Gives the focus to what is no stop of the Tab key and nothing to press, so without a ring; the page stays where it is scrolled to. */
function focusOn(element: HTMLElement | null) {
  if (!element) return;
  element.tabIndex = -1;
  element.style.outline = 'none';
  element.focus({ preventScroll: true });
}

/**
 * Focuses what a page is about when it is arrived at, so that whoever listens hears where they are, and Tab goes on from
 * there. Where something in or beside the page has the focus already, it keeps it.
 */
export function useArrival<T extends HTMLElement>(): RefObject<T> {
  const about = useRef<T>(null);
  useEffect(() => {
    const { activeElement } = document;
    if (!activeElement || activeElement.contains(about.current)) focusOn(about.current);
  }, []);
  return about;
}

/** Focuses what says which step this is each time it has become another one by a press; a step that takes the focus itself keeps it. */
export function useStepFocus<T extends HTMLElement>(step: string): RefObject<T> {
  const current = useRef<T>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    if (!(document.activeElement instanceof HTMLInputElement)) focusOn(current.current);
  }, [step]);
  return current;
}

/** Hands the focus over to `heir`, which stands before it, when what has it is taken away by what happened, not by a press. */
export function useHandOver<T extends HTMLElement>(heir: RefObject<HTMLElement>): RefObject<T> {
  const room = useRef<T>(null);
  useLayoutEffect(() => {
    const [leaving, taking] = [room.current, heir.current];
    return () => {
      if (leaving?.contains(document.activeElement)) focusOn(taking);
    };
  }, [heir]);
  return room;
}
