import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { Fact } from './Fact';
import { useNarrowerThan } from './room';

/** One kind of fact: its name, and what it is of one thing. */
export interface FactColumn<T> {
  head: string;
  align?: 'right';
  /** Undefined where the thing has no such fact; cards then leave it out. */
  cell: (item: T) => ReactNode;
}

/** What {@link FactTable} shows. */
export interface FactTableProps<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  /** The first names the thing. */
  columns: readonly [FactColumn<T>, ...FactColumn<T>[]];
  /** With less room than so many pixels the rows become cards. */
  cardsBelow: number;
}

function Cards<T>({ label, items, keyOf, columns: [name, ...facts] }: FactTableProps<T>) {
  return (
    <Box
      component="ul"
      aria-label={label}
      sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 260px), 1fr))', gap: 1 }}
    >
      {items.map(item => (
        <Paper key={keyOf(item)} component="li" variant="outlined" sx={{ padding: 1.5, minWidth: 0 }}>
          <Box sx={{ overflowWrap: 'anywhere' }}>{name.cell(item)}</Box>
          <Box component="dl" sx={{ margin: 0, marginTop: 1, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 104px), 1fr))', gap: 1 }}>
            {facts.map(({ head, cell }) => {
              const said = cell(item);
              return said === undefined ? null : (
                <Fact key={head} name={head}>
                  {said}
                </Fact>
              );
            })}
          </Box>
        </Paper>
      ))}
    </Box>
  );
}

/** Things with the same facts, as table or, where there is little room, as cards. */
export function FactTable<T>(props: FactTableProps<T>) {
  const { label, items, keyOf, columns, cardsBelow } = props;
  const [name, ...facts] = columns;
  if (useNarrowerThan(cardsBelow)) return <Cards {...props} />;
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0} role="region" aria-label={label}>
      <Table size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map(({ head, align }) => (
              <TableCell key={head} align={align}>
                {head}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map(item => (
            <TableRow key={keyOf(item)}>
              <TableCell component="th" scope="row" sx={{ fontWeight: 400, overflowWrap: 'anywhere' }}>
                {name.cell(item)}
              </TableCell>
              {facts.map(({ head, align, cell }) => (
                <TableCell key={head} align={align}>
                  {cell(item)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
