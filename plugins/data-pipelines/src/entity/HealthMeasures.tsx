import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { AgeAndSource } from '../parts/AgeAndSource';
import { Fact } from '../parts/Fact';
import { formatValue } from '../parts/format';
import { MeasureValue, TrendText } from '../parts/MeasureText';
import { useNarrowerThan } from '../parts/room';
import { VerdictText } from '../parts/VerdictText';
import { useWords, type Words } from '../parts/words';
import type { HealthMeasure } from './healthFacts';

function targetWords(t: Words, { measure, better }: HealthMeasure): string {
  if (measure.state !== 'measured' || !measure.target) return t('measure.noTarget');
  const value = formatValue(measure.target.value, measure.unit);
  if (better === 'less') return t('measure.targetOrLess', { value });
  return better === 'more' ? t('measure.targetOrMore', { value }) : value;
}

function Trend({ row }: { row: HealthMeasure }) {
  const t = useWords();
  const trend = row.measure.state === 'measured' ? row.measure.trend : undefined;
  return trend ? <TrendText trend={trend} /> : <>{t('measure.noTrend')}</>;
}

function Rows({ rows, name }: { rows: HealthMeasure[]; name: string }) {
  const t = useWords();
  const faint = { color: (theme: { penstock: { fg2: string } }) => theme.penstock.fg2 };
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0} role="region" aria-label={t('health.tableName', { name })}>
      <Table size="small" aria-label={t('health.tableName', { name })}>
        <TableHead>
          <TableRow>
            <TableCell>{t('health.column.measure')}</TableCell>
            <TableCell>{t('health.column.now')}</TableCell>
            <TableCell>{t('health.column.target')}</TableCell>
            <TableCell>{t('health.column.trend')}</TableCell>
            <TableCell>{t('health.column.age')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row => (
            <TableRow key={row.key}>
              <TableCell component="th" scope="row" sx={{ fontWeight: 400 }}>
                {row.label}
              </TableCell>
              {row.measure.state === 'measured' ? (
                <>
                  <TableCell sx={{ fontWeight: 600, whiteSpace: 'nowrap' }}>
                    <MeasureValue measure={row.measure} />
                  </TableCell>
                  <TableCell sx={{ ...faint, whiteSpace: 'nowrap' }}>
                    {targetWords(t, row)}
                    {row.measure.target && (
                      <div>
                        <VerdictText measure={row.measure} />
                      </div>
                    )}
                  </TableCell>
                  <TableCell sx={{ ...faint, minWidth: 116 }}>
                    <Trend row={row} />
                  </TableCell>
                  <TableCell sx={{ ...faint, fontSize: 12, lineHeight: '16px', width: '36%' }}>
                    <AgeAndSource measure={row.measure} />
                  </TableCell>
                </>
              ) : (
                <>
                  <TableCell sx={{ whiteSpace: 'nowrap' }}>
                    <VerdictText measure={row.measure} />
                  </TableCell>
                  <TableCell colSpan={3} sx={faint}>
                    <AgeAndSource measure={row.measure} />
                  </TableCell>
                </>
              )}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

/** The measures of the health card, as table or, where it is narrow, as facts; the same facts either way. */
export function HealthMeasures({ rows, name }: { rows: HealthMeasure[]; name: string }) {
  const t = useWords();
  const narrow = useNarrowerThan(600);
  if (rows.length === 0) return <Box>{t('data.noMeasures')}</Box>;
  if (!narrow) return <Rows rows={rows} name={name} />;
  return (
    <Box component="dl" sx={{ margin: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 220px), 1fr))', gap: 2 }}>
      {rows.map(row => (
        <Fact key={row.key} name={row.label}>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5 }}>
            {row.measure.state === 'measured' && (
              <strong>
                <MeasureValue measure={row.measure} />
              </strong>
            )}
            {(row.measure.state !== 'measured' || row.measure.target) && <VerdictText measure={row.measure} />}
          </Box>
          <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
            {row.measure.state === 'measured' && (
              <div>
                {targetWords(t, row)} · <Trend row={row} />
              </div>
            )}
            <AgeAndSource measure={row.measure} />
          </Box>
        </Fact>
      ))}
    </Box>
  );
}
