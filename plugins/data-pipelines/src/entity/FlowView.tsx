import { useState } from 'react';
import type { Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { useNarrowerThan } from '../parts/room';
import { useWords } from '../parts/words';
import { NothingYet } from '../parts/StateViews';
import { FlowCards } from './FlowCards';
import { flowRows } from './flowList';
import { FlowTable } from './FlowTable';

/** The element whose details are open at first: the one asked for, else the first that is not well. */
export function openedAtFirst(pipeline: Pipeline, asked: string | undefined): string[] {
  if (asked) return [asked];
  const unwell = pipeline.elements.filter(element => element.health.word !== 'Healthy');
  const worst = unwell.find(element => element.health.word === pipeline.summary.health.word) ?? unwell[0];
  return worst ? [worst.id] : [];
}

/** The flow in order, as table or as cards. */
export function FlowView({ pipeline, asked }: { pipeline: Pipeline; asked?: string }) {
  const t = useWords();
  const narrow = useNarrowerThan(680);
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set(openedAtFirst(pipeline, asked)));
  const toggle = (id: string) => {
    const next = new Set(opened);
    if (!next.delete(id)) next.add(id);
    setOpened(next);
  };
  if (pipeline.elements.length === 0) return <NothingYet title={t('data.emptyTitle')} text={t('data.emptyText')} />;
  const Flow = narrow ? FlowCards : FlowTable;
  return <Flow name={pipeline.summary.title} pipeline={pipeline} rows={flowRows(pipeline)} opened={opened} onToggle={toggle} />;
}
