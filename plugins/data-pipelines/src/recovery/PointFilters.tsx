import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useWords } from '../parts/words';
import { POINT_STATES, type PointFilter } from './pointQuery';

/** Day and state of the points that are shown; what is chosen goes to the address. */
export function PointFilters({ filter, onChange }: { filter: PointFilter; onChange: (entries: { day?: string; state?: string }) => void }) {
  const t = useWords();
  const { day = '', state = '' } = filter;
  const count = [day, state].filter(entry => entry !== '').length;
  return (
    <Box role="group" aria-label={t('points.filters')} sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
      <TextField
        size="small"
        type="date"
        label={t('points.day')}
        value={day}
        InputLabelProps={{ shrink: true }}
        onChange={event => onChange({ day: event.target.value, state })}
        sx={{ minWidth: 170 }}
      />
      <TextField
        select
        size="small"
        label={t('points.state')}
        value={state}
        InputLabelProps={{ shrink: true }}
        SelectProps={{ native: true }}
        onChange={event => onChange({ day, state: event.target.value })}
        sx={{ minWidth: 170 }}
      >
        <option value="">{t('pipelines.any')}</option>
        {POINT_STATES.map(each => (
          <option key={each} value={each}>
            {t(`pointState.${each}`)}
          </option>
        ))}
      </TextField>
      {count > 0 && <Button onClick={() => onChange({})}>{t('pipelines.clearFilters', { count })}</Button>}
    </Box>
  );
}
