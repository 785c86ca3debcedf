import { Fragment } from 'react';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import {
  formatDuration,
  type Volume,
} from '@penstock/backstage-plugin-data-pipelines-common';
import { EngineIcon, engineName } from '../parts/EngineIcon';
import { MissingNotes } from '../parts/MissingNotes';
import { MeasureText } from '../parts/MeasureText';
import { useWords } from '../parts/words';
import {
  Encrypted,
  FullIn,
  MemberName,
  SumOfUse,
  toneOfGroup,
  VolumeName,
  VolumeStatus,
  VolumeUse,
} from './VolumeCells';
import type { VolumeGroup } from './volumeGroups';

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

function GroupRow({ group }: { group: VolumeGroup }) {
  const t = useWords();
  const { element, role, volumes, sum } = group;
  return (
    <TableRow sx={{ backgroundColor: theme => theme.penstock.subtle }}>
      <TableCell
        component="th"
        scope="rowgroup"
        colSpan={2}
        sx={{ fontWeight: 400 }}
      >
        <Box sx={{ display: 'flex', gap: 1 }}>
          <EngineIcon engine={element.engine} />
          <Box>
            <Box sx={{ fontWeight: 600 }}>{element.title}</Box>
            <Box
              sx={{
                fontSize: 12,
                lineHeight: '16px',
                color: theme => theme.penstock.fg2,
              }}
            >
              {engineName(element.engine)}, {role}
            </Box>
          </Box>
        </Box>
      </TableCell>
      <TableCell sx={{ color: theme => theme.penstock.fg2 }}>
        {t('volumes.group', { count: volumes.length })}
      </TableCell>
      <TableCell>
        <SumOfUse
          sum={sum}
          name={`${element.title}, ${role}`}
          tone={toneOfGroup(volumes)}
        />
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
        {sum.fullInSeconds !== undefined && formatDuration(sum.fullInSeconds)}
      </TableCell>
      <TableCell colSpan={4}>
        <SizeOwners volumes={volumes} />
      </TableCell>
    </TableRow>
  );
}

function VolumeRow({ volume }: { volume: Volume }) {
  const t = useWords();
  return (
    <TableRow>
      <TableCell
        component="th"
        scope="row"
        sx={{ fontWeight: 400, minWidth: 180 }}
      >
        <VolumeName volume={volume} />
      </TableCell>
      <TableCell sx={{ minWidth: 120 }}>
        <MemberName volume={volume} />
      </TableCell>
      <TableCell>
        <VolumeStatus volume={volume} />
      </TableCell>
      <TableCell>
        <VolumeUse volume={volume} />
      </TableCell>
      <TableCell align="right" sx={{ maxWidth: 140 }}>
        <FullIn volume={volume} />
      </TableCell>
      <TableCell>{volume.storageClass ?? t('volumes.noClass')}</TableCell>
      <TableCell sx={{ minWidth: 120 }}>
        {volume.replication || t('volumes.replicationNotStated')}
      </TableCell>
      <TableCell sx={{ minWidth: 140 }}>
        <Encrypted fact={volume.encrypted} />
      </TableCell>
      <TableCell sx={{ minWidth: 120, maxWidth: 180 }}>
        <MeasureText measure={volume.protectedBy} noted />
      </TableCell>
    </TableRow>
  );
}

/** The volumes as table, grouped by element and role, each group with its sum. */
export function VolumesTable({
  name,
  groups,
}: {
  name: string;
  groups: VolumeGroup[];
}) {
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
              <TableCell>{t('volumes.column.volume')}</TableCell>
              <TableCell>{t('volumes.column.member')}</TableCell>
              <TableCell>{t('volumes.column.status')}</TableCell>
              <TableCell>{t('volumes.column.used')}</TableCell>
              <TableCell align="right">{t('volumes.column.fullIn')}</TableCell>
              <TableCell>{t('volumes.column.class')}</TableCell>
              <TableCell>{t('volumes.column.replication')}</TableCell>
              <TableCell>{t('volumes.column.encrypted')}</TableCell>
              <TableCell>{t('volumes.column.protectedBy')}</TableCell>
            </TableRow>
          </TableHead>
          {groups.map(group => (
            <Fragment key={group.key}>
              <TableBody>
                <GroupRow group={group} />
                {group.volumes.map(volume => (
                  <VolumeRow
                    key={`${volume.cluster} ${volume.namespace} ${volume.name}`}
                    volume={volume}
                  />
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
