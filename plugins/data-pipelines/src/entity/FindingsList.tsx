import Box from '@mui/material/Box';
import { wordOfSeverity, type Finding } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { formatTime } from '../parts/format';
import { Status } from '../parts/Status';
import { useWords } from '../parts/words';
import { findingGroups, type FindingGroup } from './findingGroups';

function Where({ finding }: { finding: Finding }) {
  const t = useWords();
  const clock = useClock();
  const { object, since } = finding;
  const where = `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}, ${object.cluster}`;
  return (
    <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
      {[finding.code, where, since && t('health.since', { time: formatTime(since, clock.now()) })].filter(Boolean).join(' · ')}
    </Box>
  );
}

function Group({ group }: { group: FindingGroup }) {
  const t = useWords();
  const [first] = group.findings;
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, paddingBlock: 1 }}>
      <Box sx={{ minWidth: 92 }}>
        <Status word={wordOfSeverity(first.severity)} context={first.object.name} />
      </Box>
      <Box sx={{ flex: '1 1 240px', minWidth: 0, display: 'grid', gap: 0.5, overflowWrap: 'anywhere' }}>
        {group.findings.map(finding => (
          <div key={`${finding.object.kind} ${finding.object.name} ${finding.sentence}`}>
            <Box sx={{ fontWeight: 600, '&::first-letter': { textTransform: 'uppercase' } }}>{finding.sentence}</Box>
            <Where finding={finding} />
          </div>
        ))}
        {first.remedy && <div>{t('data.remedy', { remedy: first.remedy })}</div>}
      </Box>
    </Box>
  );
}

/** What speaks against health, worst first, with what to do said once for findings that share it. */
export function FindingsList({ findings }: { findings: readonly Finding[] }) {
  const t = useWords();
  if (findings.length === 0) return <Box>{t('data.noFindings')}</Box>;
  return (
    <Box component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {findingGroups(findings).map(group => (
        <Group key={group.key} group={group} />
      ))}
    </Box>
  );
}
