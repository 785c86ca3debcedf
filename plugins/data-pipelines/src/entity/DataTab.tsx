import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useEntity, useEntityRefLink } from '@backstage/plugin-catalog-react';
import { elementReadPermission, LABEL_ELEMENT, type Element, type Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { useSearchParams } from 'react-router-dom';
import type { Live } from '../api/useLive';
import { useRights } from '../api/useRights';
import { FailureView } from '../parts/FailureView';
import { DATA_VIEWS, dataTabLink, type DataView } from '../parts/links';
import { LoadingRows } from '../parts/LoadingRows';
import { PenstockRoot } from '../parts/PenstockRoot';
import { RouterLink } from '../parts/RouterLink';
import { NotConfigured } from '../parts/StateViews';
import { Status } from '../parts/Status';
import { useWords } from '../parts/words';
import { SimulatedBanner, StaleBanner } from '../pages/PageBanners';
import { RecoveryPointsView } from '../recovery/RecoveryPointsView';
import { AskedDialog } from './AskedDialog';
import { entityData } from './entityData';
import { neighbourhood, neighboursOf } from './flowList';
import { FlowView } from './FlowView';
import { FreshnessNotice } from './FreshnessNotice';
import { KeyNumbers } from './KeyNumbers';
import { OperationsView } from './OperationsView';
import { useEntityData, type Shown } from './useEntityData';
import { VolumesView } from './VolumesView';

function ElementLinks({ title, elements }: { title: string; elements: Element[] }) {
  const t = useWords();
  const entityLink = useEntityRefLink();
  return (
    <Box sx={{ display: 'flex', gap: 1 }}>
      <Box component="span" sx={{ color: theme => theme.penstock.fg2 }}>
        {title}
      </Box>
      {elements.length === 0 && t('data.nobody')}
      {elements.map(element => (
        <RouterLink key={element.id} to={dataTabLink(entityLink(element.entityRef))}>
          {element.title}
        </RouterLink>
      ))}
    </Box>
  );
}

function Neighbours({ pipeline, element }: { pipeline: Pipeline; element: Element }) {
  const t = useWords();
  const entityLink = useEntityRefLink();
  const { upstream, downstream } = neighboursOf(pipeline, element.id);
  const named = (ids: string[]) => pipeline.elements.filter(candidate => ids.includes(candidate.id));
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 0.5 }}>
      <ElementLinks title={t('data.readsFrom')} elements={named(upstream)} />
      <ElementLinks title={t('data.readBy')} elements={named(downstream)} />
      <Box sx={{ color: theme => theme.penstock.fg2 }}>{t('data.neighbours', { name: element.title })}</Box>
      <RouterLink to={dataTabLink(entityLink(pipeline.summary.entityRef))}>{t('data.wholePipeline')}</RouterLink>
    </Box>
  );
}

function View({ shown, view, asked }: { shown: Shown; view: DataView; asked?: string }) {
  const { pipeline } = shown;
  const element = pipeline.elements.find(candidate => candidate.id === shown.element);
  const { title } = element ?? pipeline.summary;
  const of = element ? { element: element.id } : { pipeline: pipeline.summary.name };
  const rights = useRights(of);
  if (view === 'volumes') return <VolumesView name={title} pipeline={pipeline} elements={element ? [element] : pipeline.elements} rights={rights} />;
  if (view === 'points') return <RecoveryPointsView of={{ pipeline, element }} name={title} rights={rights} />;
  if (view === 'operations') return <OperationsView of={of} name={title} />;
  return (
    <>
      {!element && <KeyNumbers measures={pipeline.summary.measures} />}
      <FlowView pipeline={element ? neighbourhood(pipeline, element.id) : pipeline} asked={asked ?? element?.id} />
    </>
  );
}

function ShownData({ shown, view, asked, refresh }: { shown: Shown; view: DataView; asked?: string; refresh: () => void }) {
  const { pipeline } = shown;
  const { summary } = pipeline;
  const element = pipeline.elements.find(candidate => candidate.id === shown.element);
  const { freshness, title } = element ?? summary;
  const clusters = element ? [element.object.cluster] : summary.clusters;
  return (
    <>
      <FreshnessNotice freshness={freshness} cluster={clusters.join(', ')} onRetry={refresh} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
        <Status word={(element ?? summary).health.word} context={title} />
        <Box sx={{ flex: '1 1 280px', minWidth: 0, fontWeight: 600, overflowWrap: 'anywhere' }}>{(element ?? summary).health.cause}</Box>
      </Box>
      {element && <Neighbours pipeline={pipeline} element={element} />}
      <View shown={shown} view={view} asked={asked} />
      <AskedDialog pipeline={pipeline} />
    </>
  );
}

function Loaded({ live, view, asked }: { live: Live<Shown | undefined>; view: DataView; asked?: string }) {
  if (live.state === 'loading') return <LoadingRows rows={5} height={68} />;
  if (live.state === 'failed') return <FailureView error={live.error} permission={elementReadPermission.name} onRetry={live.retry} />;
  if (!live.value) return null;
  return (
    <>
      {live.value.pipeline.summary.simulated && <SimulatedBanner />}
      <StaleBanner live={live} />
      <ShownData key={live.value.element ?? ''} shown={live.value} view={view} asked={asked} refresh={live.refresh} />
    </>
  );
}

function Content() {
  const t = useWords();
  const { entity } = useEntity();
  const data = entityData(entity);
  const live = useEntityData(data);
  const [params, setParams] = useSearchParams();
  const view: DataView = DATA_VIEWS.find(candidate => candidate === params.get('view')) ?? 'flow';
  const show = (next: DataView) => {
    const changed = new URLSearchParams(params);
    if (next === 'flow') changed.delete('view');
    else changed.set('view', next);
    setParams(changed);
  };
  if (data.kind === 'none') return <NotConfigured annotation={LABEL_ELEMENT} value={entity.metadata.name} />;
  return (
    <>
      <Tabs
        value={view}
        onChange={(_event, next: DataView) => show(next)}
        aria-label={t('data.tabs')}
        sx={{ borderBottom: theme => `1px solid ${theme.penstock.line}`, minHeight: 44 }}
      >
        <Tab id="penstock-tab-flow" aria-controls="penstock-view" value="flow" label={t('data.flow')} />
        <Tab id="penstock-tab-volumes" aria-controls="penstock-view" value="volumes" label={t('data.volumes')} />
        <Tab id="penstock-tab-points" aria-controls="penstock-view" value="points" label={t('data.points')} />
        <Tab id="penstock-tab-operations" aria-controls="penstock-view" value="operations" label={t('data.operations')} />
      </Tabs>
      <Box
        role="tabpanel"
        id="penstock-view"
        aria-labelledby={`penstock-tab-${view}`}
        sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2 }}
      >
        <Loaded live={live} view={view} asked={params.get('element') ?? undefined} />
      </Box>
    </>
  );
}

/** The Data tab of a pipeline or an element: its flow, its volumes, its recovery points and its operations. */
export function DataTab() {
  return (
    <PenstockRoot>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 2, paddingBottom: 2 }}>
        <Content />
      </Box>
    </PenstockRoot>
  );
}
