import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import type { Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import { Fact } from '../parts/Fact';
import { MeasureText } from '../parts/MeasureText';
import { useWords } from '../parts/words';
import { Encrypted, FullIn, groupWords, Imbalanced, SumOfUse, toneOfGroup, VolumeChoice, VolumeName, VolumeOperation, VolumeStatus, VolumeUse } from './VolumeCells';
import { volumeKey } from './volumeSelection';
import { SizeOwners, type VolumesProps } from './VolumesTable';

function VolumeCard({ volume, selection, onShow }: { volume: Volume } & Pick<VolumesProps, 'selection' | 'onShow'>) {
  const t = useWords();
  return (
    <Paper component="li" variant="outlined" sx={{ padding: 2, display: 'grid', gap: 1.5, minWidth: 0 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: 1 }}>
        <Box sx={{ display: 'flex', gap: 1, minWidth: 0 }}>
          <div>
            <VolumeChoice volumes={[volume]} selection={selection} label={t('selection.one', { name: volume.name })} />
          </div>
          <VolumeName volume={volume} onShow={onShow} />
        </Box>
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
        <Fact name={t('volumes.column.operation')}>
          <VolumeOperation volume={volume} />
        </Fact>
      </Box>
    </Paper>
  );
}

/** The volumes as cards, for narrow pages; the facts are those of the table. */
export function VolumesCards({ name, groups, selection, onShow }: VolumesProps) {
  const t = useWords();
  return (
    <Box component="section" aria-label={t('volumes.tableName', { name })} sx={{ display: 'grid', gap: 3 }}>
      {groups.map(group => (
        <Box key={group.key} sx={{ display: 'grid', gap: 1.5, minWidth: 0 }}>
          <div>
            <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
              <VolumeChoice volumes={group.volumes} selection={selection} label={t('selection.group', { name: [group.element.title, group.role].join(', ') })} />
              <Typography variant="h2">{group.element.title}</Typography>
            </Box>
            <Box sx={{ color: theme => theme.penstock.fg2 }}>
              {groupWords(group)}: {t('volumes.group', { count: group.volumes.length })}
            </Box>
            <SumOfUse sum={group.sum} name={[group.element.title, groupWords(group)].join(', ')} tone={toneOfGroup(group.volumes)} />
            <Imbalanced volumes={group.volumes} />
            <SizeOwners volumes={group.volumes} />
          </div>
          <Box component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 320px), 1fr))', gap: 1.5 }}>
            {group.shown.map(volume => (
              <VolumeCard key={volumeKey(volume)} volume={volume} selection={selection} onShow={onShow} />
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
