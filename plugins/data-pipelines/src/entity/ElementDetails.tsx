import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import type { Element, Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { useRights } from '../api/useRights';
import { CloneButton } from '../dialogs/CloneButton';
import { namesTaken } from '../dialogs/CloneDialog';
import { useWords } from '../parts/words';
import { FindingsList } from './FindingsList';
import { HealthMeasures } from './HealthMeasures';
import { MembersTable } from './MembersTable';
import { OperatorObjects } from './OperatorObjects';
import { SuggestedButton } from './SuggestedButton';

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="section" aria-label={title} sx={{ minWidth: 0 }}>
      <Typography variant="h3" component="h2" sx={{ marginBottom: 1 }}>
        {title}
      </Typography>
      {children}
    </Box>
  );
}

function CloneElement({ element, pipeline }: { element: Element; pipeline: Pipeline }) {
  const t = useWords();
  const rights = useRights({ element: element.id });
  return <CloneButton size="small" of={{ elements: [element], taken: namesTaken(pipeline.elements) }} label={t('clone.ofElement', { name: element.title })} right={rights('clone')} />;
}

/** Everything known of one element: the one thing to do next, findings with remedies, measures, members, operator objects; one with volumes can be cloned. */
export function ElementDetails({ element, pipeline }: { element: Element; pipeline: Pipeline }) {
  const t = useWords();
  const entityLink = useEntityRefLink();
  const parts = element.parts ?? [];
  const { action } = element.health;
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 3 }}>
      {action && <SuggestedButton action={action} pipeline={pipeline} entityLink={entityLink(element.entityRef)} />}
      {element.volumes.length > 0 && (
        <Box sx={{ display: 'flex' }}>
          <CloneElement element={element} pipeline={pipeline} />
        </Box>
      )}
      <Section title={t('data.findings')}>
        <FindingsList findings={element.health.findings} />
      </Section>
      <Section title={t('data.measures')}>
        <HealthMeasures rows={element.measures} name={element.title} />
      </Section>
      <Section title={t('data.members')}>
        <MembersTable element={element} />
      </Section>
      {parts.length > 0 && (
        <Section title={t('data.parts')}>
          <OperatorObjects element={element} parts={parts} />
        </Section>
      )}
    </Box>
  );
}
