import { Fragment, type ReactNode } from 'react';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import ChevronRight from '@mui/icons-material/ChevronRightOutlined';
import ExpandMore from '@mui/icons-material/ExpandMoreOutlined';
import type { RecoveryPoint } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { Fact } from '../parts/Fact';
import { useNarrowerThan } from '../parts/room';
import { visuallyHidden } from '../parts/visuallyHidden';
import { useWords } from '../parts/words';
import { ActionCell, CutCell, ExpiryCell, locationWords, MakerCell, RestorableCell, sizeWords, StateCell, titleOfPoint, type PointActions } from './PointCells';
import { PointDetail } from './PointDetail';

/** What table and cards of recovery points need. */
export interface PointsTableProps {
  name: string;
  points: readonly RecoveryPoint[];
  actions: PointActions;
  /** What else can be done with the point that is shown in full. */
  actionsOf: (point: RecoveryPoint) => ReactNode;
  /** The id of the point that is shown in full. */
  open?: string;
  onOpen: (id: string | undefined) => void;
}

function OpenButton({ point, open, onOpen }: { point: RecoveryPoint; open: boolean; onOpen: (id: string | undefined) => void }) {
  const t = useWords();
  const clock = useClock();
  const time = titleOfPoint(point, clock.now());
  return (
    <IconButton size="small" aria-expanded={open} aria-label={open ? t('points.hide', { time }) : t('points.show', { time })} onClick={() => onOpen(open ? undefined : point.id)}>
      {open ? <ExpandMore aria-hidden /> : <ChevronRight aria-hidden />}
    </IconButton>
  );
}

function Cards({ name, points, actions, actionsOf, open, onOpen }: PointsTableProps) {
  const t = useWords();
  return (
    <Box component="ul" aria-label={t('points.tableName', { name })} sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 1 }}>
      {points.map(point => (
        <Paper key={point.id} component="li" variant="outlined" sx={{ padding: 1.5, minWidth: 0, display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <Box sx={{ display: 'flex', gap: 1 }}>
            <OpenButton point={point} open={open === point.id} onOpen={onOpen} />
            <Box sx={{ minWidth: 0 }}>
              <CutCell point={point} />
            </Box>
          </Box>
          <StateCell point={point} />
          <Box component="dl" sx={{ margin: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 120px), 1fr))', gap: 1 }}>
            <Fact name={t('points.column.madeBy')}>
              <MakerCell point={point} />
            </Fact>
            <Fact name={t('points.column.keptIn')}>{locationWords(t, point)}</Fact>
            <Fact name={t('points.column.size')}>{sizeWords(t, point)}</Fact>
            <Fact name={t('points.column.expires')}>
              <ExpiryCell point={point} />
            </Fact>
            <Fact name={t('points.column.restorableTo')}>
              <RestorableCell point={point} />
            </Fact>
          </Box>
          <ActionCell point={point} actions={actions} />
          {open === point.id && <PointDetail id={point.id} actionsOf={actionsOf} />}
        </Paper>
      ))}
    </Box>
  );
}

/** Every column, those of the buttons included. */
const COLUMN_COUNT = 9;

function Rows({ points, actions, actionsOf, open, onOpen }: PointsTableProps) {
  const t = useWords();
  return (
    <>
      {points.map(point => {
        const shown = open === point.id;
        return (
          <Fragment key={point.id}>
            <TableRow selected={shown} sx={{ '&.Mui-selected, &.Mui-selected:hover': { backgroundColor: theme => theme.penstock.selected } }}>
              <TableCell sx={{ width: 40 }}>
                <OpenButton point={point} open={shown} onOpen={onOpen} />
              </TableCell>
              <TableCell component="th" scope="row" sx={{ fontWeight: 400 }}>
                <CutCell point={point} />
              </TableCell>
              <TableCell sx={{ minWidth: 128 }}>
                <MakerCell point={point} />
              </TableCell>
              <TableCell sx={{ minWidth: 220 }}>
                <StateCell point={point} />
              </TableCell>
              <TableCell>{locationWords(t, point)}</TableCell>
              <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
                {sizeWords(t, point)}
              </TableCell>
              <TableCell>
                <ExpiryCell point={point} />
              </TableCell>
              <TableCell>
                <RestorableCell point={point} />
              </TableCell>
              <TableCell align="right">
                <ActionCell point={point} actions={actions} />
              </TableCell>
            </TableRow>
            {shown && (
              <TableRow>
                <TableCell colSpan={COLUMN_COUNT} sx={{ backgroundColor: theme => theme.penstock.subtle }}>
                  <PointDetail id={point.id} actionsOf={actionsOf} />
                </TableCell>
              </TableRow>
            )}
          </Fragment>
        );
      })}
    </>
  );
}

/** The recovery points of a page, newest cut first, each to be opened; cards where there is little room. */
export function PointsTable(props: PointsTableProps) {
  const t = useWords();
  const label = t('points.tableName', { name: props.name });
  if (useNarrowerThan(960)) return <Cards {...props} />;
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0} role="region" aria-label={label}>
      <Table size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            <TableCell>
              <span style={visuallyHidden}>{t('points.column.open')}</span>
            </TableCell>
            <TableCell>{t('points.column.cut')}</TableCell>
            <TableCell>{t('points.column.madeBy')}</TableCell>
            <TableCell>{t('points.column.state')}</TableCell>
            <TableCell>{t('points.column.keptIn')}</TableCell>
            <TableCell align="right">{t('points.column.size')}</TableCell>
            <TableCell>{t('points.column.expires')}</TableCell>
            <TableCell>{t('points.column.restorableTo')}</TableCell>
            <TableCell>
              <span style={visuallyHidden}>{t('points.column.actions')}</span>
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          <Rows {...props} />
        </TableBody>
      </Table>
    </TableContainer>
  );
}
