import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import { formatBytes, type Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { useWords } from '../parts/words';

function Link({ title, field, children }: { title: string; field?: string; children?: ReactNode }) {
  return (
    <Box component="li" sx={theme => ({ paddingLeft: 1.5, paddingBottom: 1, marginLeft: 0.5, borderLeft: `2px solid ${theme.penstock.line}`, overflowWrap: 'anywhere' })}>
      <Box sx={{ fontWeight: 500 }}>{title}</Box>
      {field && <Box sx={{ fontFamily: 'monospace', fontSize: 12, lineHeight: '20px' }}>{field}</Box>}
      {children && <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{children}</Box>}
    </Box>
  );
}

/** From the object and field that own a size, over the claims, to the volume itself. */
export function SizePath({ volume, together }: { volume: Volume; together: readonly Volume[] }) {
  const t = useWords();
  const { sizeOwner, persistentVolume, driver, reclaimPolicy, requestedBytes } = volume;
  const facts = [driver, reclaimPolicy && t('drawer.reclaim', { policy: reclaimPolicy })].filter(Boolean).join(', ');
  return (
    <Box component="ol" sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
      <Link title={`${sizeOwner.object.kind} ${sizeOwner.object.name}`} field={requestedBytes === undefined ? sizeOwner.field : `${sizeOwner.field}: ${formatBytes(requestedBytes)}`}>
        {sizeOwner.sentence}
      </Link>
      <Link title={t('drawer.claims', { count: together.length })}>{together.map(({ name }) => name).join(', ')}</Link>
      <Link title={persistentVolume ? t('drawer.volume', { name: persistentVolume }) : t('drawer.noVolume')}>{facts}</Link>
    </Box>
  );
}
