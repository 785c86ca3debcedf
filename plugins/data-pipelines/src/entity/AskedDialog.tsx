import type { Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { useSearchParams } from 'react-router-dom';
import { ExpandDialog } from '../dialogs/ExpandDialog';
import { askedDialog, withoutDialog } from '../parts/links';

/** The dialog that the address asks for; closing it takes it out of the address. */
export function AskedDialog({ pipeline }: { pipeline: Pipeline }) {
  const [params, setParams] = useSearchParams();
  const asked = askedDialog(params);
  const element = pipeline.elements.find(({ id }) => id === asked?.element);
  if (!asked || !element) return null;
  const close = () => setParams(withoutDialog(params), { replace: true });
  return asked.kind === 'expand' ? <ExpandDialog key={element.id} element={element} asked={asked.volumes} onClose={close} /> : null;
}
