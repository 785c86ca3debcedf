import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import { useNarrowerThan } from '../parts/room';
import { NothingYet } from '../parts/StateViews';
import { useWords } from '../parts/words';
import { volumeGroups } from './volumeGroups';
import { VolumesCards } from './VolumesCards';
import { VolumesTable } from './VolumesTable';

/** The volumes of these elements, as table or as cards. */
export function VolumesView({ name, elements }: { name: string; elements: Element[] }) {
  const t = useWords();
  const narrow = useNarrowerThan(880);
  const groups = volumeGroups(elements);
  if (groups.length === 0) return <NothingYet title={t('volumes.emptyTitle')} text={t('volumes.emptyText')} />;
  return narrow ? <VolumesCards name={name} groups={groups} /> : <VolumesTable name={name} groups={groups} />;
}
