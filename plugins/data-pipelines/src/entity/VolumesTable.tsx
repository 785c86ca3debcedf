import { Fragment } from 'react';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import type { Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { EngineIcon } from '../parts/EngineIcon';
import { MissingNotes } from '../parts/MissingNotes';
import { MeasureText } from '../parts/MeasureText';
import { visuallyHidden } from '../parts/visuallyHidden';
import { useWords } from '../parts/words';
import type { ShownGroup } from './groupPages';
import { Encrypted, FullIn, groupWords, Imbalanced, SoonestFull, SumOfUse, toneOfGroup, VolumeChoice, VolumeName, VolumeOperation, VolumeStatus, VolumeUse } from './VolumeCells';
import type { VolumeGroup } from './volumeGroups';
import { volumeKey, type VolumeSelection } from './volumeSelection';

/** What table and cards of volumes need. */
export interface VolumesProps {
  name: string;
  groups: ShownGroup[];
  selection: VolumeSelection;
  onShow: (volume: Volume) => void;
}

/** Where the size of these volumes is set; each owner once. */
export function SizeOwners({ volumes }: { volumes: Volume[] }) {
  const t = useWords();
  const owners = new Map(
    volumes.map(({ sizeOwner }) => [
      `${sizeOwner.object.kind} ${sizeOwner.object.name} ${sizeOwner.field}`,
      sizeOwner,
    ]),
  );
  return (
    <>
      {[...owners].map(([key, owner]) => (
        <Box
          key={key}
          sx={{
            fontSize: 12,
            lineHeight: '16px',
            overflowWrap: 'anywhere',
            color: theme => theme.penstock.fg2,
          }}
        >
          {owner.sentence.includes(owner.field)
            ? t('volumes.sizeOwnerSaid', { sentence: owner.sentence })
            : t('volumes.sizeOwner', {
                object: `${owner.object.kind} ${owner.object.name}`,
                field: owner.field,
                sentence: owner.sentence,
              })}
        </Box>
      ))}
    </>
  );
}

function GroupRow({ group, selection }: { group: VolumeGroup; selection: VolumeSelection }) {
  const t = useWords();
  const { element, volumes, sum } = group;
  return (
    <TableRow sx={{ backgroundColor: theme => theme.penstock.subtle }}>
      <TableCell padding="checkbox" sx={{ paddingTop: 1.25 }}>
        <VolumeChoice volumes={volumes} selection={selection} label={t('selection.group', { name: [element.title, group.role].join(', ') })} />
      </TableCell>
      <TableCell component="th" scope="rowgroup" sx={{ fontWeight: 400 }}>
        <Box sx={{ display: 'flex', gap: 1 }}>
          <EngineIcon engine={element.engine} />
          <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            <Box sx={{ fontWeight: 600 }}>{element.title}</Box>
            <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{groupWords(group)}</Box>
          </Box>
        </Box>
      </TableCell>
      <TableCell sx={{ color: theme => theme.penstock.fg2, whiteSpace: 'nowrap' }}>{t('volumes.group', { count: volumes.length })}</TableCell>
      <TableCell>
        <SumOfUse sum={sum} name={[element.title, groupWords(group)].join(', ')} tone={toneOfGroup(volumes)} />
        <Imbalanced volumes={volumes} />
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
        <SoonestFull sum={sum} />
      </TableCell>
      <TableCell colSpan={4}>
        <SizeOwners volumes={volumes} />
      </TableCell>
    </TableRow>
  );
}

function VolumeRow({ volume, selection, onShow }: { volume: Volume } & Pick<VolumesProps, 'selection' | 'onShow'>) {
  const t = useWords();
  return (
    <TableRow selected={selection.has(volume)}>
      <TableCell padding="checkbox" sx={{ paddingTop: 1.25 }}>
        <VolumeChoice volumes={[volume]} selection={selection} label={t('selection.one', { name: volume.name })} />
      </TableCell>
      <TableCell component="th" scope="row" sx={{ fontWeight: 400, minWidth: 200 }}>
        <VolumeName volume={volume} onShow={onShow} />
      </TableCell>
      <TableCell sx={{ minWidth: 104 }}>
        <VolumeStatus volume={volume} />
      </TableCell>
      <TableCell sx={{ minWidth: 200 }}>
        <VolumeUse volume={volume} />
      </TableCell>
      <TableCell align="right" sx={{ minWidth: 72, maxWidth: 140 }}>
        <FullIn volume={volume} />
      </TableCell>
      <TableCell sx={{ minWidth: 200 }}>
        <Box sx={{ overflowWrap: 'anywhere' }}>{volume.storageClass ?? t('volumes.noClass')}</Box>
        <Encrypted fact={volume.encrypted} />
      </TableCell>
      <TableCell sx={{ minWidth: 140 }}>{volume.replication || t('volumes.replicationNotStated')}</TableCell>
      <TableCell sx={{ minWidth: 112, maxWidth: 180 }}>
        <MeasureText measure={volume.protectedBy} noted />
      </TableCell>
      <TableCell sx={{ minWidth: 88 }}>
        <VolumeOperation volume={volume} />
      </TableCell>
    </TableRow>
  );
}

/** The volumes as table, grouped by element and role, each group with its sum. */
export function VolumesTable({ name, groups, selection, onShow }: VolumesProps) {
  const t = useWords();
  const label = t('volumes.tableName', { name });
  const protection = groups.flatMap(({ volumes }) =>
    volumes.map(volume => ({
      label: t('volumes.column.protectedBy'),
      measure: volume.protectedBy,
    })),
  );
  return (
    <>
      <TableContainer
        component={Paper}
        variant="outlined"
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        <Table size="small" aria-label={label}>
          <TableHead>
            <TableRow>
              <TableCell padding="checkbox">
                <span style={visuallyHidden}>{t('volumes.column.select')}</span>
              </TableCell>
              <TableCell>{t('volumes.column.volume')}</TableCell>
              <TableCell>{t('volumes.column.status')}</TableCell>
              <TableCell>{t('volumes.column.used')}</TableCell>
              <TableCell align="right">{t('volumes.column.fullIn')}</TableCell>
              <TableCell>{t('volumes.column.classEncrypted')}</TableCell>
              <TableCell>{t('volumes.column.replication')}</TableCell>
              <TableCell>{t('volumes.column.protectedBy')}</TableCell>
              <TableCell>{t('volumes.column.operation')}</TableCell>
            </TableRow>
          </TableHead>
          {groups.map(group => (
            <Fragment key={group.key}>
              <TableBody>
                <GroupRow group={group} selection={selection} />
                {group.shown.map(volume => (
                  <VolumeRow key={volumeKey(volume)} volume={volume} selection={selection} onShow={onShow} />
                ))}
              </TableBody>
            </Fragment>
          ))}
        </Table>
      </TableContainer>
      <MissingNotes measures={protection} />
    </>
  );
}
