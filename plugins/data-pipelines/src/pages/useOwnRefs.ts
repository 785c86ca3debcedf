import { useEffect, useState } from 'react';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';

/** The user and the groups that the user owns through; undefined until known, empty where it cannot be. */
export function useOwnRefs(): string[] | undefined {
  const identity = useApi(identityApiRef);
  const [refs, setRefs] = useState<string[]>();
  useEffect(() => {
    let wanted = true;
    identity.getBackstageIdentity().then(
      known => wanted && setRefs(known.ownershipEntityRefs),
      () => wanted && setRefs([]),
    );
    return () => {
      wanted = false;
    };
  }, [identity]);
  return refs;
}
