import { useCallback, useRef, useState } from 'react';

/** How a change that is written at once goes. */
export interface Save {
  saving: boolean;
  error?: Error;
  run: (write: () => Promise<unknown>, done: () => void) => void;
}

/** Writes one change at a time, so that a double click writes once; where it fails the dialog stays, with the error. */
export function useSave(): Save {
  const running = useRef(false);
  const [state, setState] = useState<{ saving: boolean; error?: Error }>({ saving: false });
  const run = useCallback((write: () => Promise<unknown>, done: () => void) => {
    if (running.current) return;
    running.current = true;
    setState({ saving: true });
    write().then(
      () => {
        running.current = false;
        setState({ saving: false });
        done();
      },
      thrown => {
        running.current = false;
        setState({ saving: false, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
      },
    );
  }, []);
  return { ...state, run };
}
