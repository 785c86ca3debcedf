import { useState } from 'react';
import Button from '@mui/material/Button';
import ContentCopy from '@mui/icons-material/ContentCopyOutlined';
import { useWords } from './words';

/** Copies a text and says that it did. */
export function CopyButton({ text, children, size = 'medium', name }: { text: string; children: string; size?: 'small' | 'medium'; name?: string }) {
  const t = useWords();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <>
      <Button variant={size === 'small' ? 'text' : 'outlined'} size={size} startIcon={<ContentCopy aria-hidden />} onClick={copy} aria-label={name}>
        {children}
      </Button>
      <span role="status">{copied ? t('state.copied') : ''}</span>
    </>
  );
}
