import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Block from '@mui/icons-material/BlockOutlined';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import Remove from '@mui/icons-material/RemoveOutlined';
import type { CancelStatement } from '@penstock/backstage-plugin-data-pipelines-common';
import { SectionHead } from './SectionHead';
import type { Tone } from './tokens';
import { useWords } from './words';

const LOOKS: Record<CancelStatement['effect'], { tone: Tone; Icon: typeof Block }> = {
  undone: { tone: 'ok', Icon: CheckCircle },
  'stopped-with-leftovers': { tone: 'neut', Icon: Remove },
  'not-possible': { tone: 'neut', Icon: Block },
};

/** What cancelling would do now: in one word, and in sentences. */
export function CancelEffects({ cancel }: { cancel: CancelStatement }) {
  const t = useWords();
  const effect = Object.hasOwn(LOOKS, cancel.effect) ? cancel.effect : 'stopped-with-leftovers';
  const { tone, Icon } = LOOKS[effect];
  return (
    <Box sx={{ display: 'grid', gap: 1, minWidth: 0 }}>
      <Box sx={{ fontWeight: 500 }}>{t(`cancelEffect.${effect}`)}</Box>
      <Box component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 0.75 }}>
        {cancel.sentences.map(sentence => (
          <Box component="li" key={sentence} sx={{ display: 'flex', gap: 1, overflowWrap: 'anywhere' }}>
            <Icon aria-hidden sx={{ fontSize: 20, flex: 'none', color: theme => theme.penstock.tone[tone].mark }} />
            {sentence}
          </Box>
        ))}
      </Box>
    </Box>
  );
}

/** What would happen if the operation were cancelled now. */
export function CancelPanel({ cancel }: { cancel: CancelStatement }) {
  const t = useWords();
  return (
    <Paper component="section" variant="outlined" aria-labelledby="penstock-cancel-title" sx={{ padding: 2, minWidth: 0 }}>
      <SectionHead id="penstock-cancel-title">{t('operation.ifCancelled')}</SectionHead>
      <CancelEffects cancel={cancel} />
    </Paper>
  );
}
