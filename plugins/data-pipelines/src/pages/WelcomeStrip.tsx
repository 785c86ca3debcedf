import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Paper from '@mui/material/Paper';
import Close from '@mui/icons-material/CloseOutlined';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import type { PipelineSummary } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataTabLink } from '../parts/links';
import { RouterLink } from '../parts/RouterLink';
import { RulesLink } from '../parts/RulesDialog';
import { useWords } from '../parts/words';
import { createElementRouteRef } from '../routes';
import { useDismissed } from './useDismissed';

/** Three first steps for a first visit; put away for good by its cross. */
export function WelcomeStrip({ first, mayCreate }: { first?: PipelineSummary; mayCreate: boolean }) {
  const t = useWords();
  const entityLink = useEntityRefLink();
  const templates = useRouteRef(createElementRouteRef)?.();
  const [dismissed, dismiss] = useDismissed('welcome-dismissed');
  if (dismissed) return null;
  const well = first?.health.word === 'Healthy';
  return (
    <Paper variant="outlined" sx={{ display: 'flex', alignItems: 'center', gap: 1, paddingBlock: 1, paddingInline: 2 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: 3, rowGap: 0.5, flex: 1 }}>
        <Box component="span" sx={{ fontWeight: 600 }}>
          {t('welcome.title')}
        </Box>
        {first && (
          <RouterLink to={dataTabLink(entityLink(first.entityRef))}>
            {well ? t('welcome.allWell', { name: first.title }) : t('welcome.worst', { name: first.title, word: t(`status.${first.health.word}`) })}
          </RouterLink>
        )}
        {templates && mayCreate && <RouterLink to={templates}>{t('welcome.create')}</RouterLink>}
        <RulesLink>{t('welcome.rules')}</RulesLink>
      </Box>
      <IconButton size="small" aria-label={t('welcome.dismiss')} onClick={dismiss}>
        <Close aria-hidden fontSize="small" />
      </IconButton>
    </Paper>
  );
}
