import { useState } from 'react';
import { storageApiRef, useApi } from '@backstage/frontend-plugin-api';

/** Whether this user has put a strip away for good, and how to do so. */
export function useDismissed(name: string): [boolean, () => void] {
  const bucket = useApi(storageApiRef).forBucket('data-pipelines');
  const [dismissed, setDismissed] = useState(() => bucket.snapshot<boolean>(name).value === true);
  const dismiss = () => {
    setDismissed(true);
    bucket.set(name, true).catch(() => {
      // It comes back with the next visit; nothing else is lost.
    });
  };
  return [dismissed, dismiss];
}
