import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import type { Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { Fact } from '../parts/Fact';
import { MeasureText } from '../parts/MeasureText';
import { useWords } from '../parts/words';
import { Encrypted, FullIn, groupWords, SumOfUse, toneOfGroup, VolumeName, VolumeStatus, VolumeUse } from './VolumeCells';
import type { VolumeGroup } from './volumeGroups';
import { SizeOwners } from './VolumesTable';

function VolumeCard({ volume }: { volume: Volume }) {
  const t = useWords();
  return (
    <Paper component="li" variant="outlined" sx={{ padding: 2, display: 'grid', gap: 1.5, minWidth: 0 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: 1 }}>
        <VolumeName volume={volume} />
        <div>
          <VolumeStatus volume={volume} />
        </div>
      </Box>
      <VolumeUse volume={volume} />
      <Box component="dl" sx={{ margin: 0, display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1.5 }}>
        <Fact name={t('volumes.column.fullIn')}>
          <FullIn volume={volume} />
        </Fact>
        <Fact name={t('volumes.column.class')}>{volume.storageClass ?? t('volumes.noClass')}</Fact>
        <Fact name={t('volumes.column.replication')}>{volume.replication || t('volumes.replicationNotStated')}</Fact>
        <Fact name={t('volumes.column.encrypted')}>
          <Encrypted fact={volume.encrypted} />
        </Fact>
        <Fact name={t('volumes.column.protectedBy')}>
          <MeasureText measure={volume.protectedBy} />
        </Fact>
      </Box>
    </Paper>
  );
}

/** The volumes as cards, for narrow pages; the facts are those of the table. */
export function VolumesCards({ name, groups }: { name: string; groups: VolumeGroup[] }) {
  const t = useWords();
  return (
    <Box component="section" aria-label={t('volumes.tableName', { name })} sx={{ display: 'grid', gap: 3 }}>
      {groups.map(group => (
        <Box key={group.key} sx={{ display: 'grid', gap: 1.5, minWidth: 0 }}>
          <div>
            <Typography variant="h2">{group.element.title}</Typography>
            <Box sx={{ color: theme => theme.penstock.fg2 }}>
              {groupWords(group)}: {t('volumes.group', { count: group.volumes.length })}
            </Box>
            <SumOfUse sum={group.sum} name={[group.element.title, groupWords(group)].join(', ')} tone={toneOfGroup(group.volumes)} />
            <SizeOwners volumes={group.volumes} />
          </div>
          <Box component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 320px), 1fr))', gap: 1.5 }}>
            {group.volumes.map(volume => (
              <VolumeCard key={`${volume.cluster} ${volume.namespace} ${volume.name}`} volume={volume} />
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
