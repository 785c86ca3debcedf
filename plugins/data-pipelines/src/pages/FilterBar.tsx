import Box from '@mui/material/Box';
import FormControl from '@mui/material/FormControl';
import NativeSelect from '@mui/material/NativeSelect';
import InputBase from '@mui/material/InputBase';
import { engineName } from '../parts/EngineIcon';
import { nameOfRef } from '../parts/links';
import { useWords } from '../parts/words';
import type { ListFilters } from './listFilters';

interface Choice {
  value: string;
  label: string;
}

function FilterSelect(props: { label: string; value: string; choices: Choice[]; onChange: (value: string) => void }) {
  const { label, value, choices, onChange } = props;
  const id = `penstock-filter-${label.toLowerCase().replace(/[^a-z]+/g, '-')}`;
  return (
    <FormControl
      sx={theme => ({
        flexDirection: 'row',
        alignItems: 'center',
        height: 36,
        border: `1px solid ${theme.penstock.lineStrong}`,
        borderRadius: '4px',
        backgroundColor: theme.penstock.surface,
        paddingLeft: 1.5,
        '&:focus-within': { outline: `2px solid ${theme.penstock.ring}`, outlineOffset: 2 },
        [theme.breakpoints.down('md')]: { flex: '1 1 40%' },
      })}
    >
      <Box component="label" htmlFor={id} sx={{ color: theme => theme.penstock.fg2, paddingRight: 1 }}>
        {label}
      </Box>
      <NativeSelect
        id={id}
        value={value}
        onChange={event => onChange(event.target.value)}
        input={<InputBase sx={{ fontWeight: 600, fontSize: 14, flex: 1 }} />}
        sx={theme => ({
          flex: 1,
          '& select': { paddingBlock: '7px' },
          '& select option': { backgroundColor: theme.penstock.surface, color: theme.penstock.fg },
          '& .v5-MuiNativeSelect-icon, & svg': { color: theme.penstock.fg2 },
        })}
      >
        {choices.map(choice => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </NativeSelect>
    </FormControl>
  );
}

/** Owner, cluster and element kind; what is chosen goes to the URL. */
export function FilterBar(props: {
  owner: string;
  filters: ListFilters;
  choices: { owners: string[]; clusters: string[]; engines: string[] };
  onChange: (filters: ListFilters) => void;
}) {
  const { owner, filters, choices, onChange } = props;
  const t = useWords();
  const any: Choice = { value: '', label: t('pipelines.any') };
  const plain = (values: string[], chosen: string | undefined, label: (value: string) => string = value => value) =>
    [...new Set(chosen ? [...values, chosen] : values)].map(value => ({ value, label: label(value) }));
  const owners = [...new Set(['any', 'me', owner, ...choices.owners])].map(value => {
    if (value === 'any') return { value, label: t('pipelines.any') };
    return { value, label: value === 'me' ? t('pipelines.mine') : nameOfRef(value) };
  });
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      <FilterSelect label={t('pipelines.owner')} value={owner} choices={owners} onChange={value => onChange({ ...filters, owner: value })} />
      <FilterSelect
        label={t('pipelines.cluster')}
        value={filters.cluster ?? ''}
        choices={[any, ...plain(choices.clusters, filters.cluster)]}
        onChange={value => onChange({ ...filters, cluster: value || undefined })}
      />
      <FilterSelect
        label={t('pipelines.element')}
        value={filters.engine ?? ''}
        choices={[any, ...plain(choices.engines, filters.engine, engineName)]}
        onChange={value => onChange({ ...filters, engine: value || undefined })}
      />
    </Box>
  );
}
