import { useState } from 'react';
import type { Element, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { useSearchParams } from 'react-router-dom';
import { ExpandDialog } from '../dialogs/ExpandDialog';
import { SnapshotDialog } from '../dialogs/SnapshotDialog';
import { askedDialog, withoutDialog } from '../parts/links';
import { AskedRestore } from '../recovery/AskedRestore';

/** The element that a dialog was opened for: it stays what it was, whatever a refresh says of the pipeline meanwhile. */
function useOpenedFor(key: string | undefined, found: Element | undefined): Element | undefined {
  const [held, setHeld] = useState<{ key: string; element: Element }>();
  if (held && held.key !== key) setHeld(undefined);
  else if (!held && key && found) setHeld({ key, element: found });
  return held?.key === key ? held?.element : undefined;
}

/** The dialog that the address asks for; closing it takes it out of the address. A restore goes on to its wizard. */
export function AskedDialog({ pipeline }: { pipeline: Pipeline }) {
  const [params, setParams] = useSearchParams();
  const asked = askedDialog(params);
  const element = useOpenedFor(asked && JSON.stringify(asked), pipeline.elements.find(({ id }) => id === asked?.element));
  if (!asked || !element) return null;
  const close = () => setParams(withoutDialog(params), { replace: true });
  if (asked.kind === 'expand') return <ExpandDialog key={element.id} element={element} asked={asked.volumes} onClose={close} />;
  if (asked.kind === 'snapshot') return <SnapshotDialog key={element.id} pipeline={pipeline} element={element} onClose={close} />;
  return <AskedRestore key={element.id} element={element} />;
}
