import { useMemo, useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useApi } from '@backstage/frontend-plugin-api';
import { createPermission } from '@backstage/plugin-permission-common';
import { usePermission } from '@backstage/plugin-permission-react';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { readError } from '../api/readError';
import { refreshPages } from '../api/refreshPages';
import type { FaultInForce, FaultKind, FaultOrder, SimulationControls } from '../api/simulationControlsApiRef';
import { useLive } from '../api/useLive';
import { FaultDialog } from '../dialogs/FaultDialog';
import { useOpenDialog } from '../parts/DialogHost';
import { Contact } from '../parts/FailureView';
import { useWords } from '../parts/words';
import { useSave } from '../schedules/useSave';
import { FaultMenu } from './FaultMenu';
import { loadTargets } from './faultTargets';

const DENIED = 'penstock-simulation-denied';

function useMayControl(permission: string): { loading: boolean; allowed: boolean } {
  const asked = useMemo(() => createPermission({ name: permission, attributes: { action: 'update' } }), [permission]);
  return usePermission({ permission: asked });
}

function InForce({ faults }: { faults: readonly FaultInForce[] }) {
  const t = useWords();
  if (faults.length === 0) return null;
  const names = faults.map(({ label, cluster }) => t('breakage.fault', { label, cluster })).join(', ');
  return <Box sx={{ flexBasis: '100%', fontWeight: 500, overflowWrap: 'anywhere' }}>{t('breakage.active', { count: faults.length, faults: names })}</Box>;
}

interface BarProps {
  controls: SimulationControls;
  kinds: readonly FaultKind[];
  faults: readonly FaultInForce[];
}

function Bar({ controls, kinds, faults }: BarProps) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const { loading, allowed } = useMayControl(controls.permission);
  const targets = useLive('targets of faults', () => loadTargets(api), { follow: false });
  const known = targets.state === 'ready' ? targets.value : [];
  const openDialog = useOpenDialog();
  const [done, setDone] = useState('');
  const change = useSave();
  const tell = (said: string) => {
    setDone(said);
    refreshPages();
  };
  const run = (write: () => Promise<void>, said: string) => {
    setDone('');
    change.run(write, () => tell(said));
  };
  const order = (ordered: FaultOrder) => run(() => controls.order(ordered), t('breakage.done'));
  const ask = (kind: FaultKind) => {
    setDone('');
    openDialog(close => <FaultDialog controls={controls} kind={kind} onOrdered={() => tell(t('breakage.done'))} onClose={close} />);
  };
  const denied = !loading && !allowed;
  const refusedBy = denied ? DENIED : undefined;
  const held = { 'aria-disabled': denied || change.saving || undefined, 'aria-describedby': refusedBy } as const;
  const press = (write: () => Promise<void>, said: string) => (denied || change.saving ? undefined : () => run(write, said));
  const error = change.error && readError(change.error).what;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'flex-end', gap: 1, minWidth: 0 }}>
      {denied && (
        <Box id={DENIED} sx={{ fontSize: 12, lineHeight: '16px' }}>
          {t('state.deniedText', { permission: controls.permission })} <Contact />
        </Box>
      )}
      <FaultMenu kinds={kinds} targets={known} refusedBy={refusedBy} onOrder={order} onAsk={ask} />
      {faults.length > 0 && (
        <Button size="small" color="inherit" {...held} onClick={press(() => controls.healAll(), '')}>
          {t('breakage.heal')}
        </Button>
      )}
      <Button size="small" color="inherit" {...held} onClick={press(() => controls.reset(), t('breakage.resetDone'))}>
        {t('breakage.reset')}
      </Button>
      <InForce faults={faults} />
      <Box role="status" sx={{ flexBasis: '100%', textAlign: 'right', '&:empty': { display: 'none' } }}>
        {error ? t('breakage.failed', { reason: error }) : done}
      </Box>
    </Box>
  );
}

/** Breaks something in the simulated clusters, heals it, begins again; nothing where there is no simulation to switch. */
export function SimulationBar({ controls }: { controls: SimulationControls }) {
  const kinds = useLive('kinds of faults', () => controls.catalogue(), { follow: false });
  const faults = useLive('faults in force', async () => (await controls.catalogue()) && controls.faults());
  if (kinds.state !== 'ready' || !kinds.value) return null;
  return <Bar controls={controls} kinds={kinds.value} faults={(faults.state === 'ready' && faults.value) || []} />;
}
