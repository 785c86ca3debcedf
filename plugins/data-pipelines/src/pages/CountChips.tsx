import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import { Link as HostLink } from 'react-router-dom';
import type { StatusCount, StatusWord } from '@penstock/backstage-plugin-data-pipelines-common';
import { Status } from '../parts/Status';
import { visuallyHidden } from '../parts/visuallyHidden';
import { useWords } from '../parts/words';

/** How many pipelines have each status; each count is a link to just those. */
export function CountChips(props: {
  counts: StatusCount[];
  chosen?: StatusWord;
  linkTo: (word: StatusWord | undefined) => string;
  atLeast: boolean;
}) {
  const { counts, chosen, linkTo, atLeast } = props;
  const t = useWords();
  const sum = counts.reduce((total, { count }) => total + count, 0);
  return (
    <Box component="nav" aria-label={t('pipelines.countsLabel')} sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, marginLeft: '-4px' }}>
      {counts.map(({ word, count }) => {
        const on = chosen === word;
        return (
          <ButtonBase
            key={word}
            component={HostLink}
            to={linkTo(on ? undefined : word)}
            aria-current={on ? 'true' : undefined}
            sx={theme => ({
              gap: 1,
              padding: '4px 8px 4px 4px',
              borderRadius: '16px',
              color: theme.penstock.fg,
              backgroundColor: on ? theme.penstock.selected : 'transparent',
              boxShadow: on ? `inset 0 0 0 1px ${theme.penstock.accent}` : 'none',
              '&:hover': { backgroundColor: on ? theme.penstock.selected : theme.penstock.hover },
            })}
          >
            <Status word={word} />
            <Box component="span" sx={{ fontSize: 16, fontWeight: 600 }}>
              {count}
            </Box>
            <span style={visuallyHidden}>
              {on ? t('pipelines.countLinkOff', { word: t(`status.${word}`) }) : t('pipelines.countLink', { word: t(`status.${word}`) })}
            </span>
          </ButtonBase>
        );
      })}
      <Box component="span" sx={{ color: theme => theme.penstock.fg2, paddingLeft: 0.5 }}>
        {atLeast && `${t('measure.atLeast')} `}
        {t('pipelines.counts', { count: sum })}
      </Box>
    </Box>
  );
}
