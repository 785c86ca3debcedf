import Box from '@mui/material/Box';
import type { Plan } from '@penstock/backstage-plugin-data-pipelines-common';
import { readError } from '../api/readError';
import { Banner } from '../parts/Banner';
import { withReadableTimes } from '../parts/format';
import { useWords, type Words } from '../parts/words';
import { planDifference, type Difference } from './planDifference';

function said(t: Words, difference: Difference): string {
  if (difference.kind === 'changed') return t('difference.changed', { label: difference.label, from: difference.from, to: difference.to });
  return difference.kind === 'added' ? t('difference.added', { text: difference.text }) : t('difference.gone', { text: difference.text });
}

/**
 * Says that nothing was started because the world has changed, and in what the new plan differs from the one that was agreed
 * to; what the server says of it stands there until the new plan does.
 */
export function PlanChanged({ before, after, error }: { before: Plan; after: Plan | undefined; error?: Error }) {
  const t = useWords();
  const read = error && readError(error);
  const differences = after ? planDifference(before, after) : [];
  return (
    <div role="alert">
      <Banner look="warn">
        <strong>{t('difference.title')}</strong> {differences.length === 0 && read && (read.cause ?? read.what)}
        {differences.length > 0 && (
          <Box component="ul" aria-label={t('difference.list')} sx={{ margin: 0, marginTop: 0.5, paddingLeft: 2.5, overflowWrap: 'anywhere' }}>
            {differences.map(difference => (
              <li key={said(t, difference)}>{withReadableTimes(said(t, difference))}</li>
            ))}
          </Box>
        )}
        <div>{t('difference.again')}</div>
      </Banner>
    </div>
  );
}
