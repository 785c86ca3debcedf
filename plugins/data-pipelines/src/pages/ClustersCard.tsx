import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import Dns from '@mui/icons-material/DnsOutlined';
import type { Cluster, ClusterList } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { readError } from '../api/readError';
import type { Live } from '../api/useLive';
import { Age } from '../parts/Age';
import { formatTime } from '../parts/format';
import { CLUSTERS_ANCHOR } from '../parts/links';
import { Status } from '../parts/Status';
import { useWords } from '../parts/words';

function Synced({ cluster }: { cluster: Cluster }) {
  const t = useWords();
  const { freshness } = cluster;
  const at = freshness.state === 'unknown' ? freshness.lastObservedAt : freshness.observedAt;
  return <>{at ? t('age.synced', { age: <Age at={at} /> }) : t('age.neverSynced')}</>;
}

function ClusterState({ cluster }: { cluster: Cluster }) {
  const t = useWords();
  const { reachable } = cluster;
  if (reachable.state === 'unreachable') return <Status word="Unknown" context={cluster.title} />;
  return (
    <Box sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}>
      <CheckCircle aria-hidden sx={{ fontSize: 18, color: theme => theme.penstock.tone.ok.mark }} />
      {t('clusters.reachable')}
    </Box>
  );
}

function ClusterRow({ cluster }: { cluster: Cluster }) {
  const t = useWords();
  const clock = useClock();
  const { reachable } = cluster;
  const facts = [
    t('clusters.pipelines', { count: cluster.pipelineCount }),
    t('clusters.elements', { count: cluster.elementCount }),
    ...(cluster.version ? [t('clusters.version', { version: cluster.version })] : []),
    ...(cluster.simulated && !cluster.version?.includes('simulated') ? [t('simulated.mark')] : []),
  ];
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1.5, padding: 2, boxShadow: theme => `0 -1px 0 ${theme.penstock.line}, -1px 0 0 ${theme.penstock.line}` }}>
      <Dns aria-hidden sx={{ fontSize: 20, color: theme => theme.penstock.fg2 }} />
      <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box sx={{ fontWeight: 600 }}>{cluster.title}</Box>
        <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{facts.join(', ')}</Box>
        {reachable.state === 'unreachable' && (
          <Box sx={{ marginTop: 0.5 }}>
            {t('clusters.unreachable')}: {reachable.reason.replace(/\.$/, '')} ({t('clusters.since', { time: formatTime(reachable.since, clock.now()) })})
          </Box>
        )}
      </Box>
      <Box sx={{ textAlign: 'right', flex: 'none' }}>
        <ClusterState cluster={cluster} />
        <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
          {reachable.state === 'reachable' && reachable.latencyMs !== undefined && (
            <>{t('clusters.latency', { value: String(Math.round(reachable.latencyMs)) })}, </>
          )}
          <Synced cluster={cluster} />
        </Box>
      </Box>
    </Box>
  );
}

/** The clusters: whether each answers, its version, when it was last seen, what it carries. */
export function ClustersCard({ clusters }: { clusters: Live<ClusterList> }) {
  const t = useWords();
  return (
    <Paper component="section" variant="outlined" id={CLUSTERS_ANCHOR} aria-labelledby="penstock-clusters-title" tabIndex={-1} sx={{ overflow: 'hidden' }}>
      <Typography variant="h2" id="penstock-clusters-title" sx={{ padding: 2 }}>
        {t('clusters.title')}
      </Typography>
      {clusters.state === 'failed' && (
        <Box sx={{ padding: 2, paddingTop: 0 }}>{t('clusters.failed', { reason: readError(clusters.error).what })}</Box>
      )}
      {clusters.state === 'ready' && clusters.value.items.length === 0 && <Box sx={{ padding: 2, paddingTop: 0 }}>{t('clusters.empty')}</Box>}
      {clusters.state === 'ready' && clusters.value.items.length > 0 && (
        <Box
          component="ul"
          sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))' }}
        >
          {clusters.value.items.map(cluster => (
            <ClusterRow key={cluster.name} cluster={cluster} />
          ))}
        </Box>
      )}
    </Paper>
  );
}
