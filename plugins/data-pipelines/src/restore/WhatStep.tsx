import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { formatBytes, type Pipeline, type RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { Banner } from '../parts/Banner';
import { SectionHead } from '../parts/SectionHead';
import { useWords } from '../parts/words';
import { chosenElements, type RestoreChoice } from './restoreChoice';

interface StepProps {
  point: RecoveryPoint;
  pipeline?: Pipeline;
  choice: RestoreChoice;
  onChange: (choice: RestoreChoice) => void;
}

function Elements({ point, pipeline, choice, onChange }: StepProps) {
  const t = useWords();
  const chosen = chosenElements(choice, point);
  const toggle = (id: string) => {
    const next = chosen.includes(id) ? chosen.filter(each => each !== id) : [...chosen, id];
    // All of them is the same as none named; nothing at all cannot be restored.
    if (next.length > 0) onChange({ ...choice, elements: next.length === point.elements.length ? [] : point.elements.filter(each => next.includes(each)) });
  };
  return (
    <Box component="ul" aria-labelledby="penstock-restore-what" sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      {point.elements.map(id => {
        const members = point.members.filter(({ element }) => element === id);
        const only = chosen.length === 1 && chosen[0] === id;
        return (
          <Box component="li" key={id} sx={theme => ({ border: `1px solid ${theme.penstock.line}`, borderRadius: '8px', padding: 1.5, minWidth: 0 })}>
            <FormControlLabel
              control={<Checkbox size="small" checked={chosen.includes(id)} disabled={only} onChange={() => toggle(id)} />}
              label={pipeline?.elements.find(each => each.id === id)?.title ?? id}
            />
            <Box sx={{ paddingLeft: 3.5, fontSize: 12, lineHeight: '20px', overflowWrap: 'anywhere', color: theme => theme.penstock.fg2 }}>
              {members.map(({ volume, bytes }) => (
                <div key={volume}>{[volume, bytes === undefined ? t('volumes.sizeNotReported') : formatBytes(bytes)].join(' · ')}</div>
              ))}
              {only && <div>{t('restore.atLeastOne')}</div>}
            </Box>
          </Box>
        );
      })}
    </Box>
  );
}

/** Third step: which elements with which volumes; what the point misses is named and has to be accepted. */
export function WhatStep(props: StepProps) {
  const { point, choice, onChange } = props;
  const t = useWords();
  const { missing = [] } = point;
  return (
    <Box component="section" sx={{ minWidth: 0, display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)', maxWidth: 800 }}>
      <SectionHead id="penstock-restore-what">{t('restore.whatTitle')}</SectionHead>
      <Elements {...props} />
      {missing.length > 0 && (
        <Banner look="warn">
          {t('restore.missing', { count: missing.length, names: missing.join(', ') })}
          <FormControlLabel
            control={<Checkbox size="small" color="default" checked={choice.acceptMissing} onChange={event => onChange({ ...choice, acceptMissing: event.target.checked })} />}
            label={t('restore.acceptMissing', { names: missing.join(', ') })}
            sx={{ display: 'flex', marginRight: 0, overflowWrap: 'anywhere' }}
          />
        </Banner>
      )}
    </Box>
  );
}
