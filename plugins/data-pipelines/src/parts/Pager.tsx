import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useWords } from './words';

/** Turns pages; nothing where there is one. */
export function Pager({ page, pages, onPage }: { page: number; pages: number; onPage: (page: number) => void }) {
  const t = useWords();
  if (pages < 2) return null;
  return (
    <Box component="nav" aria-label={t('pager.label')} sx={{ display: 'flex', alignItems: 'center', justifyContent: 'flex-end', gap: 1.5 }}>
      <Button size="small" disabled={page === 0} onClick={() => onPage(page - 1)}>
        {t('pager.before')}
      </Button>
      <span role="status">{t('pager.at', { page: String(page + 1), pages: String(pages) })}</span>
      <Button size="small" disabled={page >= pages - 1} onClick={() => onPage(page + 1)}>
        {t('pager.after')}
      </Button>
    </Box>
  );
}
