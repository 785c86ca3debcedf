import { useMemo, useRef, type ReactNode } from 'react';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Refresh from '@mui/icons-material/RefreshOutlined';
import { useApi } from '@backstage/frontend-plugin-api';
import { elementReadPermission, type ClusterList } from '@penstock/backstage-plugin-data-pipelines-common';
import { useSearchParams } from 'react-router-dom';
import { useClock, useTimedText } from '../api/clock';
import { dataPipelinesApiRef } from '../api/dataPipelinesApiRef';
import { useLive, type Live } from '../api/useLive';
import { engineName } from '../parts/EngineIcon';
import { FailureView, NotPermitted } from '../parts/FailureView';
import { formatAge, formatTime } from '../parts/format';
import { nameOfRef } from '../parts/links';
import { LoadingRows } from '../parts/LoadingRows';
import { MissingNotes } from '../parts/MissingNotes';
import { PenstockRoot } from '../parts/PenstockRoot';
import { useNarrowerThan } from '../parts/room';
import { FilteredToNothing, NothingYet } from '../parts/StateViews';
import { useWords, type Words } from '../parts/words';
import { ClustersCard } from './ClustersCard';
import { CountChips } from './CountChips';
import { CreateElementButton } from './CreateElementButton';
import { FilterBar } from './FilterBar';
import { readFilters, writeFilters, type ListFilters } from './listFilters';
import { loadPipelines, type AllPipelines } from './loadPipelines';
import { PartialBanner, SimulatedBanner, StaleBanner } from './PageBanners';
import { PipelineCards } from './PipelineCards';
import { namedMeasures } from './PipelineCells';
import { arrangePipelines, filterChoices, type ArrangedList } from './pipelineList';
import { PipelineTable } from './PipelineTable';
import { useOwnRefs } from './useOwnRefs';
import { WelcomeStrip } from './WelcomeStrip';

function filterWords(t: Words, owner: string, filters: ListFilters): string[] {
  const is = (name: string, value: string) => t('pipelines.filterIs', { name, value });
  const words: string[] = [];
  if (owner !== 'any') words.push(is(t('pipelines.owner'), owner === 'me' ? t('pipelines.mine') : nameOfRef(owner)));
  if (filters.cluster) words.push(is(t('pipelines.cluster'), filters.cluster));
  if (filters.engine) words.push(is(t('pipelines.element'), engineName(filters.engine)));
  if (filters.status) words.push(is(t('data.column.status'), t(`status.${filters.status}`)));
  return words;
}

function Updated({ live }: { live: Live<unknown> }) {
  const t = useWords();
  const clock = useClock();
  const at = live.state === 'ready' ? new Date(live.loadedAt).toISOString() : undefined;
  const text = useTimedText(now => {
    if (!at) return '';
    const age = formatAge(at, now);
    return t('age.updated', { time: formatTime(at, clock.now()), age: age ? t('age.ago', { age }) : t('age.justNow') });
  });
  const refresh = live.state === 'ready' ? live.refresh : undefined;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5, fontSize: 12, color: theme => theme.penstock.fg2 }}>
      {text}
      <IconButton size="small" aria-label={t('pipelines.refresh')} onClick={refresh} disabled={!refresh}>
        <Refresh aria-hidden fontSize="small" />
      </IconButton>
    </Box>
  );
}

/** Keeps rows in their places between refreshes; a change of filters or the user's wish sorts again. */
function useArranged(items: AllPipelines['items'], filters: ListFilters, own: string[]): ArrangedList & { resort: () => void } {
  const key = JSON.stringify([filters, own]);
  const drawn = useRef<{ key: string; order: string[] }>();
  const order = drawn.current?.key === key ? drawn.current.order : undefined;
  const arranged = useMemo(() => arrangePipelines({ items, filters, own, order }), [items, key, order]); // eslint-disable-line react-hooks/exhaustive-deps
  const names = arranged.rows.map(row => row.name);
  if (!order || names.length !== order.length || names.some((name, place) => name !== order[place])) {
    drawn.current = { key, order: names };
  }
  return {
    ...arranged,
    resort: () => {
      drawn.current = undefined;
    },
  };
}

/** With less room than this the table of pipelines becomes cards. */
const TABLE_NEEDS_PX = 880;

/** What the rows need to know besides themselves. */
interface RowsProps {
  all: AllPipelines;
  own: string[];
  creation: ClusterList['creation'];
  updated: ReactNode;
}

const spread = { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: 1.5 } as const;

function Rows({ all, own, creation, updated }: RowsProps) {
  const t = useWords();
  const narrow = useNarrowerThan(TABLE_NEEDS_PX);
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => readFilters(params), [params]);
  const arranged = useArranged(all.items, filters, own);
  const choices = useMemo(() => filterChoices(all.items), [all.items]);
  const change = (next: ListFilters) => setParams(writeFilters(params, next));
  const inUse = filterWords(t, arranged.owner, filters);
  const List = narrow ? PipelineCards : PipelineTable;
  return (
    <>
      <WelcomeStrip first={arranged.rows[0]} mayCreate={creation?.allowed !== false} />
      <Box sx={spread}>
        <CountChips
          counts={arranged.counts}
          chosen={filters.status}
          linkTo={status => `?${writeFilters(params, { ...filters, status })}`}
          atLeast={!all.complete}
        />
        <CreateElementButton creation={creation} />
      </Box>
      <Box sx={spread}>
        <FilterBar owner={arranged.owner} filters={filters} choices={choices} onChange={change} />
        {updated}
      </Box>
      {arranged.outOfOrder && (
        <Button
          size="small"
          sx={{ justifySelf: 'start' }}
          onClick={() => {
            arranged.resort();
            setParams(params, { replace: true });
          }}
        >
          {t('pipelines.resort')}
        </Button>
      )}
      {arranged.rows.length > 0 ? (
        <>
          <List rows={arranged.rows} />
          <MissingNotes measures={namedMeasures(t, arranged.rows)} />
        </>
      ) : (
        <FilteredToNothing hidden={all.items.length} filters={inUse} onClear={() => change({ owner: 'any' })} />
      )}
      {!all.complete && <Box sx={{ color: theme => theme.penstock.fg2 }}>{t('pipelines.moreThanShown', { shown: String(all.items.length) })}</Box>}
    </>
  );
}

function Body({ pipelines, own, clusters }: { pipelines: Live<AllPipelines>; own: string[] | undefined; clusters?: ClusterList }) {
  const t = useWords();
  if (pipelines.state === 'failed') {
    return <FailureView error={pipelines.error} permission={elementReadPermission.name} onRetry={pipelines.retry} />;
  }
  if (pipelines.state === 'loading' || own === undefined) return <LoadingRows rows={5} height={92} />;
  const { items, refused } = pipelines.value;
  if (refused) return <NotPermitted permission={refused} />;
  if (items.length === 0) {
    return (
      <NothingYet
        title={t('pipelines.nothingTitle')}
        text={t('pipelines.nothingText')}
        action={<CreateElementButton creation={clusters?.creation} />}
      />
    );
  }
  return <Rows all={pipelines.value} own={own} creation={clusters?.creation} updated={<Updated live={pipelines} />} />;
}

function Frame({ children }: { children: ReactNode }) {
  const t = useWords();
  return (
    <Box
      component="main"
      aria-label={t('pipelines.title')}
      sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2, padding: { xs: 2, md: 3 }, paddingTop: { xs: 0, md: 0 } }}
    >
      {children}
    </Box>
  );
}

function Content() {
  const api = useApi(dataPipelinesApiRef);
  const pipelines = useLive('pipelines', () => loadPipelines(api));
  const clusters = useLive('clusters', () => api.listClusters());
  const own = useOwnRefs();
  const known = clusters.state === 'ready' ? clusters.value : undefined;
  // Drawn at once when all of it is known, so that nothing moves what was drawn before.
  if (pipelines.state === 'loading' || clusters.state === 'loading' || own === undefined) {
    return (
      <Frame>
        <LoadingRows rows={5} height={92} />
      </Frame>
    );
  }
  return (
    <Frame>
      {known?.items.some(cluster => cluster.simulated) && <SimulatedBanner />}
      {known && <PartialBanner clusters={known} />}
      <StaleBanner live={pipelines} />
      <Body pipelines={pipelines} own={own} clusters={known} />
      <ClustersCard clusters={clusters} />
    </Frame>
  );
}

/** All pipelines that the user may see, worst first, with the clusters that they live in. */
export function PipelinesPage() {
  return (
    <PenstockRoot>
      <Content />
    </PenstockRoot>
  );
}
