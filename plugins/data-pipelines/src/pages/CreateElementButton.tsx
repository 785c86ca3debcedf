import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Add from '@mui/icons-material/AddOutlined';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import type { ClusterList } from '@penstock/backstage-plugin-data-pipelines-common';
import { Contact } from '../parts/FailureView';
import { RouterButton } from '../parts/RouterLink';
import { useWords } from '../parts/words';
import { createElementRouteRef } from '../routes';

/** Leads to the templates; stays visible with its reason where the user may not create. */
export function CreateElementButton({ creation }: { creation: ClusterList['creation'] }) {
  const t = useWords();
  const templates = useRouteRef(createElementRouteRef)?.() ?? '/create';
  if (creation?.allowed === false) {
    return (
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
        <Box id="penstock-create-reason" sx={{ fontSize: 12, lineHeight: '16px', maxWidth: 320, color: theme => theme.penstock.fg2 }}>
          {t('pipelines.createDenied', { permission: creation.permission })} <Contact />
        </Box>
        <Button
          variant="contained"
          aria-disabled
          aria-describedby="penstock-create-reason"
          startIcon={<Add aria-hidden />}
          sx={theme => ({
            cursor: 'not-allowed',
            '&, &:hover': { color: theme.penstock.tone.neut.fg, backgroundColor: theme.penstock.tone.neut.bg },
          })}
        >
          {t('pipelines.create')}
        </Button>
      </Box>
    );
  }
  return (
    <RouterButton to={templates} variant="contained" startIcon={<Add aria-hidden />}>
      {t('pipelines.create')}
    </RouterButton>
  );
}
