import { useRef, useState } from 'react';
import type { Element, Pipeline, Volume } from '@penstock/backstage-plugin-data-pipelines-common';
import type { Rights } from '../api/useRights';
import { Pager } from '../parts/Pager';
import { useNarrowerThan } from '../parts/room';
import { NothingYet } from '../parts/StateViews';
import { useWords } from '../parts/words';
import { groupsOnPage, pagesOf } from './groupPages';
import { SelectionBar } from './SelectionBar';
import { VolumeDrawer } from './VolumeDrawer';
import { volumeGroups } from './volumeGroups';
import { VolumesCards } from './VolumesCards';
import { useVolumeSelection, volumeKey } from './volumeSelection';
import { VolumesTable } from './VolumesTable';

/** The volume that is shown in full, as it is now, and how to show one; focus goes back to what opened it. */
function useShownVolume(elements: readonly Element[]) {
  const [key, setKey] = useState<string>();
  const opener = useRef<globalThis.Element | null>(null);
  const element = elements.find(({ volumes }) => volumes.some(volume => volumeKey(volume) === key));
  const volume = element?.volumes.find(candidate => volumeKey(candidate) === key);
  return {
    shown: element && volume ? { element, volume } : undefined,
    show: (of: Volume) => {
      opener.current = document.activeElement;
      setKey(volumeKey(of));
    },
    close: () => {
      setKey(undefined);
      if (opener.current instanceof HTMLElement) opener.current.focus();
    },
  };
}

/** The volumes of these elements, as table or as cards; some can be chosen, and one be shown in full. */
export function VolumesView({ name, pipeline, elements, rights }: { name: string; pipeline: Pipeline; elements: Element[]; rights: Rights }) {
  const t = useWords();
  const narrow = useNarrowerThan(880);
  const [page, setPage] = useState(0);
  const selection = useVolumeSelection(elements);
  const { shown, show, close } = useShownVolume(elements);
  const groups = volumeGroups(elements);
  if (groups.length === 0) return <NothingYet title={t('volumes.emptyTitle')} text={t('volumes.emptyText')} />;
  const pages = pagesOf(groups);
  const at = Math.min(page, pages - 1);
  const List = narrow ? VolumesCards : VolumesTable;
  return (
    <>
      <SelectionBar selection={selection} pipeline={pipeline} elements={elements} rights={rights} />
      <List name={name} groups={groupsOnPage(groups, at)} selection={selection} onShow={show} />
      <Pager page={at} pages={pages} onPage={setPage} />
      {shown && <VolumeDrawer {...shown} pipeline={pipeline} rights={rights} onClose={close} />}
    </>
  );
}
