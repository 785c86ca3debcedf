import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import { AfterAMoment } from './AfterAMoment';
import { visuallyHidden } from './visuallyHidden';
import { useWords } from './words';

/** Rows to come, of the height that they will have; said once to those who hear the page. */
export function LoadingRows({ rows, height }: { rows: number; height: number }) {
  const t = useWords();
  return (
    <AfterAMoment>
      <Paper variant="outlined" role="status">
        <span style={visuallyHidden}>{t('state.loading')}</span>
        {Array.from({ length: rows }, (_, row) => (
          <Box key={row} aria-hidden sx={{ height, padding: 2, display: 'flex', gap: 3, alignItems: 'center' }}>
            <Skeleton variant="rounded" width="16%" height={20} animation={false} />
            <Skeleton variant="rounded" width={88} height={24} animation={false} />
            <Skeleton variant="rounded" width="30%" height={20} animation={false} />
            <Skeleton variant="rounded" width="20%" height={20} animation={false} />
          </Box>
        ))}
      </Paper>
    </AfterAMoment>
  );
}
