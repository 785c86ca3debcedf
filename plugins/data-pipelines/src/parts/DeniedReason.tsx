import type { OperationRight } from '@penstock/backstage-plugin-data-pipelines-common';
import type { ReactNode } from 'react';
import { Contact } from './FailureView';
import { useWords } from './words';

/** Which permission is missing and whom to ask. */
function Denied({ permission }: { permission: string }) {
  const t = useWords();
  return (
    <>
      {t('state.deniedText', { permission })} <Contact />
    </>
  );
}

/** Why an operation may not be started, for a {@link GuardedButton}; undefined where it may, or where that is not known here. */
export function deniedReason(right: OperationRight | undefined): ReactNode | undefined {
  return right?.allowed === false ? <Denied permission={right.permission} /> : undefined;
}
