import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { ComparisonRow } from '@penstock/backstage-plugin-data-pipelines-common';
import { withReadableTimes } from './format';
import { visuallyHidden } from './visuallyHidden';
import { useWords } from './words';

function Value({ text, alarming }: { text: string; alarming: boolean }) {
  const t = useWords();
  return (
    <>
      {withReadableTimes(text)}
      {alarming && <span style={visuallyHidden}>{`, ${t('measure.targetMissed')}`}</span>}
    </>
  );
}

/** Numbers now and after; what misses its target is marked and said. Where it is `past`, now was before. */
export function ComparisonTable({ rows, past = false }: { rows: readonly ComparisonRow[]; past?: boolean }) {
  const t = useWords();
  if (rows.length === 0) return null;
  return (
    <Table size="small" aria-label={past ? t('plan.comparisonPast') : t('plan.comparison')} sx={{ '& td, & th': { paddingBlock: 0.75, paddingInline: 0, verticalAlign: 'top' }, '& td, & thead th + th': { paddingLeft: 1.5 } }}>
      <TableHead>
        <TableRow>
          <TableCell>
            <span style={visuallyHidden}>{t('plan.what')}</span>
          </TableCell>
          <TableCell align="right">{past ? t('plan.before') : t('plan.now')}</TableCell>
          <TableCell align="right">{t('plan.after')}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map(row => (
          <TableRow key={row.label}>
            <TableCell component="th" scope="row" sx={{ fontWeight: 400, color: theme => theme.penstock.fg2 }}>
              {row.label}
            </TableCell>
            <TableCell align="right" sx={theme => ({ color: row.alarming === 'now' ? theme.penstock.tone.crit.fg : theme.penstock.fg })}>
              <Value text={row.now} alarming={row.alarming === 'now'} />
            </TableCell>
            <TableCell
              align="right"
              sx={theme => ({ fontWeight: 600, color: row.alarming === 'after' ? theme.penstock.tone.crit.fg : theme.penstock.fg })}
            >
              <Value text={row.after} alarming={row.alarming === 'after'} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
