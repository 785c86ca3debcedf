import { useEffect, useRef } from 'react';
import Box from '@mui/material/Box';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import Close from '@mui/icons-material/CloseOutlined';
import { formatBytes, type Element, type Pipeline, type Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Rights } from '../api/useRights';
import { ExpandButton } from '../dialogs/ExpandButton';
import { SnapshotButton } from '../dialogs/SnapshotButton';
import { volumesToGrow } from '../dialogs/expandSizes';
import { CodeBlock } from '../parts/CodeBlock';
import { CopyButton } from '../parts/CopyButton';
import { Fact } from '../parts/Fact';
import { MeasureText } from '../parts/MeasureText';
import { OperationLink } from '../parts/OperationLink';
import { useWords } from '../parts/words';
import { DrawerPart } from './DrawerPart';
import { PerformanceClass } from './PerformanceClass';
import { SizePath } from './SizePath';
import { Encrypted, FullIn, VolumeStatus, VolumeUse } from './VolumeCells';
import { EventsPart, ObjectsPart, useVolumeDetail } from './VolumeLookup';
import { VolumePoints } from './VolumePoints';

const WIDTH = 448;

function Use({ volume }: { volume: Volume }) {
  const t = useWords();
  const { forecast } = volume;
  return (
    <>
      <VolumeUse volume={volume} />
      <Box component="dl" sx={{ margin: 0, marginTop: 1 }}>
        <Fact name={t('volumes.column.fullIn')}>
          <FullIn volume={volume} />
        </Fact>
      </Box>
      {forecast && forecast.growthBytesPerSecond > 0 && (
        <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
          {t('drawer.grows', { value: formatBytes(forecast.growthBytesPerSecond * 86_400), basis: forecast.basis })}
        </Box>
      )}
    </>
  );
}

function Placement({ volume }: { volume: Volume }) {
  const t = useWords();
  return (
    <Box component="dl" sx={{ margin: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 180px), 1fr))', gap: 1.5 }}>
      <Fact name={t('drawer.attached')}>{volume.member ?? t('volumes.unmounted')}</Fact>
      <Fact name={t('drawer.driver')}>{volume.driver ?? t('drawer.driverNotStated')}</Fact>
      <Fact name={t('volumes.column.class')}>{volume.storageClass ?? t('volumes.noClass')}</Fact>
      <Fact name={t('drawer.topology')}>{volume.topology ?? t('drawer.topologyNotStated')}</Fact>
      <Fact name={t('volumes.column.encrypted')}>
        <Encrypted fact={volume.encrypted} />
      </Fact>
      <Fact name={t('volumes.column.replication')}>{volume.replication || t('volumes.replicationNotStated')}</Fact>
      {volume.accessModes && <Fact name={t('drawer.access')}>{volume.accessModes.join(', ')}</Fact>}
      <Fact name={t('volumes.column.protectedBy')}>
        <MeasureText measure={volume.protectedBy} />
      </Fact>
    </Box>
  );
}

function Conditions({ volume }: { volume: Volume }) {
  const t = useWords();
  if (volume.conditions.length === 0) return <>{t('drawer.noConditions')}</>;
  return (
    <Box component="ul" sx={{ margin: 0, paddingLeft: 2.5, overflowWrap: 'anywhere' }}>
      {volume.conditions.map(({ type, status, reason, message }) => (
        <li key={type}>{[`${type} ${status}`, reason, message].filter(Boolean).join(' · ')}</li>
      ))}
    </Box>
  );
}

/** The volume as a command that shows it. */
export function kubectlOf({ cluster, namespace, name }: Volume): string {
  return `kubectl --context ${cluster} -n ${namespace} get pvc ${name} -o yaml`;
}

/** What the panel of a volume needs. */
export interface VolumeDrawerProps {
  volume: Volume;
  element: Element;
  pipeline: Pipeline;
  rights: Rights;
  onClose: () => void;
}

function Command({ text }: { text: string }) {
  const t = useWords();
  return (
    <Box sx={theme => ({ padding: 2, borderTop: `1px solid ${theme.penstock.line}`, display: 'grid', gap: 1, justifyItems: 'start', gridTemplateColumns: 'minmax(0, 1fr)' })}>
      <Box sx={{ width: '100%' }}>
        <CodeBlock label={t('drawer.kubectlLabel')}>{text}</CodeBlock>
      </Box>
      <CopyButton text={text} size="small">
        {t('drawer.kubectl')}
      </CopyButton>
    </Box>
  );
}

function Content({ volume, element, pipeline, rights }: Omit<VolumeDrawerProps, 'onClose'>) {
  const t = useWords();
  const together = volumesToGrow(element, [volume.name]);
  const detail = useVolumeDetail(volume);
  return (
    <>
      <Box sx={{ paddingInline: 2, paddingBottom: 2, display: 'grid', gap: 1.5, justifyItems: 'start', gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <div>
          <VolumeStatus volume={volume} />
        </div>
        {volume.operation && (
          <OperationLink id={volume.operation} label={t('operations.open', { name: volume.name })}>
            {t('operations.running')}
          </OperationLink>
        )}
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <ExpandButton
            variant="contained"
            element={element}
            asked={[volume.name]}
            right={rights('expand')}
            reason={volume.operation ? t('selection.operationRuns') : undefined}
            label={t('expand.one', { count: together.length, name: volume.name })}
          >
            {t('expand.action', { count: together.length })}
          </ExpandButton>
          <SnapshotButton variant="outlined" of={{ pipeline, element, volumes: [volume.name] }} right={rights('snapshot')} label={t('snapshot.one', { name: volume.name })} />
        </Box>
      </Box>
      <DrawerPart title={t('drawer.used')}>
        <Use volume={volume} />
      </DrawerPart>
      <DrawerPart title={t('drawer.sizeOwner')}>
        <SizePath volume={volume} together={together} />
      </DrawerPart>
      <PerformanceClass volume={volume} element={element} right={rights('expand')} />
      <EventsPart live={detail} />
      <DrawerPart title={t('drawer.placement')}>
        <Placement volume={volume} />
      </DrawerPart>
      <VolumePoints volume={volume} />
      <DrawerPart title={t('drawer.conditions')}>
        <Conditions volume={volume} />
      </DrawerPart>
      <ObjectsPart live={detail} />
      <Command text={kubectlOf(volume)} />
    </>
  );
}

/** One volume in full, beside the table or, on narrow pages, over it: use, who owns its size, where it is, as command. */
export function VolumeDrawer({ onClose, ...of }: VolumeDrawerProps) {
  const { volume, element } = of;
  const t = useWords();
  const theme = useTheme();
  const narrow = useMediaQuery(theme.breakpoints.down('md'));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [volume.name]);
  return (
    <Drawer
      open
      anchor="right"
      variant={narrow ? 'temporary' : 'persistent'}
      onClose={onClose}
      PaperProps={{
        component: 'aside',
        className: 'penstock-root',
        'aria-label': t('drawer.label', { name: volume.name }),
        sx: { width: narrow ? '100%' : WIDTH, maxWidth: '100%', borderRadius: 0, color: theme.penstock.fg, fontFamily: theme.typography.fontFamily, fontSize: 14, lineHeight: '20px', boxShadow: 8 },
      }}
      onKeyDown={event => {
        if (event.key === 'Escape' && !event.defaultPrevented && event.currentTarget.contains(document.activeElement)) onClose();
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1, padding: 2, paddingBottom: 1 }}>
        <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
          <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme.penstock.fg2 }}>{t('drawer.of', { name: element.title })}</Box>
          <Typography variant="h2" tabIndex={-1} ref={heading} sx={{ '&:focus': { outline: 'none' } }}>
            {volume.name}
          </Typography>
        </Box>
        <IconButton size="small" aria-label={t('drawer.close')} onClick={onClose}>
          <Close aria-hidden />
        </IconButton>
      </Box>
      <Content key={volume.name} {...of} />
    </Drawer>
  );
}
