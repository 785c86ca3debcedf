import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import BoltOutlined from '@mui/icons-material/BoltOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { readError } from '../api/readError';
import type { FaultKind, FaultParameter, SimulationControls } from '../api/simulationControlsApiRef';
import { useLive } from '../api/useLive';
import { GuardedButton } from '../parts/GuardedButton';
import { useWords, type Words } from '../parts/words';
import { useSave } from '../schedules/useSave';
import { loadTargets, placeOf, type FaultTarget } from '../simulation/faultTargets';
import { OperationDialog } from './OperationDialog';

/** Props of {@link FaultDialog}. */
export interface FaultDialogProps {
  kind: FaultKind;
  controls: SimulationControls;
  /** The fault is in force; the dialog closes then. */
  onOrdered: () => void;
  onClose: () => void;
}

const HEALING = { 'when healed': 'breakage.whenHealed', 'at once': 'breakage.atOnce', 'by a restore': 'breakage.byRestore' } as const;

/** How a fault ends, in words. */
export function healingWords(t: Words, { healing }: FaultKind): string {
  return Object.hasOwn(HEALING, healing) ? t(HEALING[healing]) : healing;
}

function valueOf({ type }: FaultParameter, text: string): string | number {
  return type === 'number' ? Number(text) : text;
}

function isWrong({ type, least = -Infinity, most = Infinity, optional, default: preset }: FaultParameter, text: string): boolean {
  if (text.trim() === '') return optional !== true && preset === undefined;
  const value = Number(text);
  return type === 'number' && !(value >= least && value <= most);
}

function Field({ parameter, text, onChange }: { parameter: FaultParameter; text: string; onChange: (text: string) => void }) {
  const t = useWords();
  const { label, choices, optional } = parameter;
  return (
    <TextField
      size="small"
      label={label}
      value={text}
      error={isWrong(parameter, text)}
      select={choices !== undefined}
      helperText={optional ? t('breakage.optional') : undefined}
      FormHelperTextProps={{ sx: { color: theme => theme.penstock.fg2 } }}
      InputLabelProps={{ shrink: true }}
      SelectProps={{ native: true }}
      inputProps={{ maxLength: 253, spellCheck: false }}
      onChange={event => onChange(event.target.value)}
    >
      {choices && [...(choices.includes(text) ? [] : ['']), ...choices].map(choice => <option key={choice}>{choice}</option>)}
    </TextField>
  );
}

function Place(props: { asksElement: boolean; targets: readonly FaultTarget[]; clusters: readonly string[]; target?: FaultTarget; cluster: string; onTarget: (target: FaultTarget | undefined) => void; onCluster: (cluster: string) => void }) {
  const { asksElement, targets, clusters, target, cluster, onTarget, onCluster } = props;
  const t = useWords();
  const native = { native: true } as const;
  if (asksElement) {
    return (
      <TextField select size="small" label={t('breakage.element')} value={target?.id ?? ''} SelectProps={native} InputLabelProps={{ shrink: true }} onChange={event => onTarget(targets.find(({ id }) => id === event.target.value))}>
        <option value="">{t('breakage.chooseElement')}</option>
        {targets.map(({ id, title, cluster: runsIn }) => (
          <option key={id} value={id}>{`${title} · ${runsIn}`}</option>
        ))}
      </TextField>
    );
  }
  return (
    <TextField select size="small" label={t('breakage.cluster')} value={cluster} SelectProps={native} InputLabelProps={{ shrink: true }} onChange={event => onCluster(event.target.value)}>
      {clusters.map(name => (
        <option key={name}>{name}</option>
      ))}
    </TextField>
  );
}

/** Orders a fault of the simulated clusters: what happens, where, and with which numbers. */
export function FaultDialog({ kind, controls, onOrdered, onClose }: FaultDialogProps) {
  const t = useWords();
  const api = useApi(dataPipelinesApiRef);
  const elements = useLive('targets of faults', () => loadTargets(api), { follow: false });
  const places = useLive('clusters of faults', () => api.listClusters(), { follow: false });
  const clusters = places.state === 'ready' ? places.value.items.map(({ name }) => name) : [];
  const save = useSave();
  const asksElement = kind.parameters.some(({ name }) => name === 'namespace' || name === 'element');
  const fields = kind.parameters.filter(({ name }) => name !== 'namespace' && name !== 'element');
  const [texts, setTexts] = useState<Record<string, string>>(() => Object.fromEntries(fields.map(({ name, default: preset }) => [name, String(preset ?? '')])));
  const [chosen, setCluster] = useState<string>();
  const cluster = chosen ?? clusters[0] ?? '';
  const [target, setTarget] = useState<FaultTarget>();
  let reason: string | undefined;
  if (save.saving) reason = t('breakage.ordering');
  else if (asksElement && !target) reason = t('breakage.chooseElement');
  else if (!asksElement && cluster === '') reason = t('breakage.cluster');
  else reason = fields.find(field => isWrong(field, texts[field.name]))?.label;
  const order = () => {
    const said = Object.fromEntries(fields.filter(({ name }) => texts[name].trim() !== '').map(field => [field.name, valueOf(field, texts[field.name])]));
    save.run(
      () => controls.order({ fault: kind.fault, cluster: target?.cluster ?? cluster, parameters: { ...(target && placeOf(kind, target)), ...said } }),
      () => {
        onOrdered();
        onClose();
      },
    );
  };
  return (
    <OperationDialog
      icon={BoltOutlined}
      title={t('breakage.title', { label: kind.label })}
      width={560}
      onClose={onClose}
      footer={
        <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', gap: 1.5 }}>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <GuardedButton variant="contained" reason={reason} onClick={order}>
            {t('breakage.order')}
          </GuardedButton>
        </Box>
      }
    >
      <Box>
        {kind.explanation} {healingWords(t, kind)}
      </Box>
      {save.error && <Box role="alert">{t('breakage.failed', { reason: readError(save.error).what })}</Box>}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', paddingTop: 1 }}>
        <Place asksElement={asksElement} targets={elements.state === 'ready' ? elements.value : []} clusters={clusters} target={target} cluster={cluster} onTarget={setTarget} onCluster={setCluster} />
        {fields.map(field => (
          <Field key={field.name} parameter={field} text={texts[field.name]} onChange={text => setTexts({ ...texts, [field.name]: text })} />
        ))}
      </Box>
    </OperationDialog>
  );
}
