import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import type { SourceChange } from '@penstock/backstage-plugin-data-pipelines-common';
import { templateRouteRef } from '../routes';
import { CodeBlock } from './CodeBlock';
import { CopyButton } from './CopyButton';
import { RouterButton } from './RouterLink';
import { useWords } from './words';

/** The template that opens the pull request; `templates/change-source` has it. */
const TEMPLATE = { namespace: 'default', templateName: 'data-pipeline-change-source' };

/** The query by which the Scaffolder fills in a form. */
export function filledForm({ object: { apiVersion, kind, name, namespace }, fields }: SourceChange): string {
  const values = { apiVersion, kind, name, namespace, changes: fields };
  return `?${new URLSearchParams({ formData: JSON.stringify(values) }).toString()}`;
}

/** What to change in the source of an object that a deployment tool owns, and the ways to do it: a pull request, or a patch to be copied. */
export function SourceOffer({ change }: { change: SourceChange }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const template = useRouteRef(templateRouteRef)?.(TEMPLATE);
  const object = `${change.object.kind} ${change.object.name}`;
  return (
    <Box role="group" aria-label={t('source.title', { object })} sx={theme => ({ marginTop: 1, padding: 1.5, border: `1px solid ${theme.penstock.line}`, borderRadius: '8px' })}>
      <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{t('source.title', { object })}</Box>
      {change.fields.map(({ field, from, to }) => (
        <Box key={field} sx={{ fontFamily: 'monospace', fontSize: 12, lineHeight: '20px', overflowWrap: 'anywhere' }}>
          {field}: {t('source.change', { from: from ?? t('source.nothing'), to: to ?? t('source.nothing') })}
        </Box>
      ))}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, marginTop: 1 }}>
        {template && (
          <RouterButton to={`${template}${filledForm(change)}`} variant="outlined" size="small">
            {t('source.openPullRequest')}
          </RouterButton>
        )}
        <CopyButton text={change.patch} size="small">
          {t('source.copyPatch')}
        </CopyButton>
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('source.hidePatch') : t('source.showPatch')}
        </Button>
      </Box>
      {open && <CodeBlock label={t('source.patchLabel', { object })}>{change.patch}</CodeBlock>}
    </Box>
  );
}
