import { useState } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import ErrorOutline from '@mui/icons-material/ErrorOutlineOutlined';
import Lock from '@mui/icons-material/LockOutlined';
import Refresh from '@mui/icons-material/RefreshOutlined';
import SearchOff from '@mui/icons-material/SearchOffOutlined';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { readError, type ReadError } from '../api/readError';
import { CopyButton } from './CopyButton';
import { StateFrame } from './StateFrame';
import { useWords, type Words } from './words';

/** Whom to ask for a permission, as the configuration says it. */
export function Contact() {
  const t = useWords();
  const config = useApi(configApiRef).getOptionalConfig('dataPipelines.permissionContact');
  const text = config?.getOptionalString('text');
  const url = config?.getOptionalString('url');
  if (!text) return <>{t('state.askOwner')}</>;
  return <>{t('state.ask', { contact: url ? <Link href={url}>{text}</Link> : text })}</>;
}

/** State 4: not permitted; the permission by name and whom to ask. `act` where it is not about seeing. */
export function NotPermitted({ permission, act = false }: { permission: string; act?: boolean }) {
  const t = useWords();
  return (
    <StateFrame icon={Lock} title={act ? t('state.deniedActTitle') : t('state.deniedTitle')}>
      {t('state.deniedText', { permission })} <Contact />
    </StateFrame>
  );
}

function Details({ read }: { read: ReadError }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const quoted = [read.code, read.requestId && t('state.requestId', { id: read.requestId }), read.detail]
    .filter(line => line !== undefined && line !== '')
    .join('\n');
  return (
    <Box sx={{ flexBasis: '100%' }}>
      <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('state.details')}
      </Button>
      {open && (
        <>
          <Box component="pre" tabIndex={0} sx={{ fontSize: 12, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {quoted}
          </Box>
          <CopyButton text={quoted}>{t('state.copyDetails')}</CopyButton>
        </>
      )}
    </Box>
  );
}

/** An act that the server refused was not done; of one without an answer nobody knows, and doing it again is safe. */
function titleOf(t: Words, { kind, code }: ReadError, act: boolean | undefined): string {
  if (kind === 'missing') return t('state.missingTitle');
  if (!act) return t('state.failedTitle');
  return code === undefined ? t('state.actUnansweredTitle') : t('state.actRefusedTitle');
}

/** A failure in full: what failed, likely cause, next step; the raw text in a fold. `act` where something was to be done, not seen. */
export function FailureView({ error, permission, act, onRetry }: { error: Error; permission: string; act?: boolean; onRetry: () => void }) {
  const t = useWords();
  const read = readError(error);
  if (read.kind === 'denied') return <NotPermitted permission={permission} act={act} />;
  const missing = read.kind === 'missing';
  return (
    <StateFrame
      icon={missing ? SearchOff : ErrorOutline}
      title={titleOf(t, read, act)}
      actions={
        <>
          <Button variant="outlined" startIcon={<Refresh aria-hidden />} onClick={onRetry}>
            {t('state.retry')}
          </Button>
          <Details read={read} />
        </>
      }
    >
      <div>{read.what}</div>
      {read.cause && <div>{t('state.cause', { cause: read.cause })}</div>}
      {read.remedy && <div>{t('state.remedy', { remedy: read.remedy })}</div>}
    </StateFrame>
  );
}
