import type { ReactNode } from 'react';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { wordOfSeverity, type Element, type Finding } from '@penstock/backstage-plugin-data-pipelines-common';
import { useClock } from '../api/clock';
import { Age } from '../parts/Age';
import { formatTime } from '../parts/format';
import { Status } from '../parts/Status';
import { useWords } from '../parts/words';
import { HealthMeasures } from './HealthMeasures';

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="section" aria-label={title} sx={{ minWidth: 0 }}>
      <Typography variant="h3" sx={{ marginBottom: 1 }}>
        {title}
      </Typography>
      {children}
    </Box>
  );
}

function FindingLine({ finding }: { finding: Finding }) {
  const t = useWords();
  const clock = useClock();
  const { object } = finding;
  const where = `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}, ${object.cluster}`;
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, paddingBlock: 1 }}>
      <Status word={wordOfSeverity(finding.severity)} context={object.name} />
      <Box sx={{ flex: '1 1 320px', minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box sx={{ fontWeight: 500 }}>{finding.sentence}</Box>
        {finding.remedy && <div>{t('data.remedy', { remedy: finding.remedy })}</div>}
        <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
          {finding.code} · {where}
          {finding.since && ` · ${t('health.since', { time: formatTime(finding.since, clock.now()) })}`}
        </Box>
      </Box>
    </Box>
  );
}

function MembersTable({ element }: { element: Element }) {
  const t = useWords();
  const name = t('data.membersName', { name: element.title });
  if (element.members.length === 0) return <Box>{t('data.noMembers')}</Box>;
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0} role="region" aria-label={name}>
      <Table size="small" aria-label={name}>
        <TableHead>
          <TableRow>
            <TableCell>{t('data.memberColumn.name')}</TableCell>
            <TableCell>{t('data.memberColumn.role')}</TableCell>
            <TableCell>{t('data.memberColumn.status')}</TableCell>
            <TableCell align="right">{t('data.memberColumn.restarts')}</TableCell>
            <TableCell>{t('data.memberColumn.node')}</TableCell>
            <TableCell>{t('data.memberColumn.zone')}</TableCell>
            <TableCell>{t('data.memberColumn.started')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {element.members.map(member => (
            <TableRow key={`${member.namespace}/${member.name}`}>
              <TableCell component="th" scope="row" sx={{ fontWeight: 500 }}>
                {member.name}
              </TableCell>
              <TableCell>{member.role}</TableCell>
              <TableCell>
                <Status word={member.word} context={member.name} />
                <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>
                  {[member.ready ? t('data.ready') : t('data.notReady'), member.reason].filter(Boolean).join(' · ')}
                </Box>
              </TableCell>
              <TableCell align="right">{member.restarts}</TableCell>
              <TableCell>{member.node}</TableCell>
              <TableCell>{member.zone}</TableCell>
              <TableCell>{member.startedAt && <Age at={member.startedAt} />}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function PartsTable({ element }: { element: Element }) {
  const t = useWords();
  const parts = element.parts ?? [];
  const name = t('data.partsName', { name: element.title });
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0} role="region" aria-label={name}>
      <Table size="small" aria-label={name}>
        <TableHead>
          <TableRow>
            <TableCell>{t('data.partColumn.object')}</TableCell>
            <TableCell>{t('data.partColumn.role')}</TableCell>
            <TableCell>{t('data.partColumn.status')}</TableCell>
            <TableCell>{t('data.partColumn.summary')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {parts.map(part => (
            <TableRow key={`${part.object.kind} ${part.object.name}`}>
              <TableCell component="th" scope="row" sx={{ fontWeight: 400 }}>
                {part.object.kind} <strong>{part.object.name}</strong>
              </TableCell>
              <TableCell>{part.role}</TableCell>
              <TableCell>
                <Status word={part.word} context={part.object.name} />
              </TableCell>
              <TableCell>{part.summary}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

/** Everything known of one element: findings with remedies, measures, members, operator objects. */
export function ElementDetails({ element }: { element: Element }) {
  const t = useWords();
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 3 }}>
      <Section title={t('data.findings')}>
        {element.health.findings.length === 0 ? (
          <Box>{t('data.noFindings')}</Box>
        ) : (
          <Box component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0 }}>
            {element.health.findings.map(finding => (
              <FindingLine key={`${finding.code} ${finding.object.kind} ${finding.object.name} ${finding.sentence}`} finding={finding} />
            ))}
          </Box>
        )}
      </Section>
      <Section title={t('data.measures')}>
        <HealthMeasures rows={element.measures} name={element.title} />
      </Section>
      <Section title={t('data.members')}>
        <MembersTable element={element} />
      </Section>
      {element.parts && element.parts.length > 0 && (
        <Section title={t('data.parts')}>
          <PartsTable element={element} />
        </Section>
      )}
    </Box>
  );
}
