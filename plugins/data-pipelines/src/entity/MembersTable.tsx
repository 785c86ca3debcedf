import Box from '@mui/material/Box';
import type { Element, Member } from '@penstock/backstage-plugin-data-pipelines-common';
import { Age } from '../parts/Age';
import { FactTable } from '../parts/FactTable';
import { Status } from '../parts/Status';
import { useWords } from '../parts/words';

function MemberStatus({ member }: { member: Member }) {
  const t = useWords();
  const notes = [member.ready ? t('data.ready') : t('data.notReady'), member.reason].filter(Boolean).join(' · ');
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, rowGap: 0.5 }}>
      <Status word={member.word} context={member.name} />
      <Box sx={{ fontSize: 12, lineHeight: '16px', color: theme => theme.penstock.fg2 }}>{notes}</Box>
    </Box>
  );
}

/** The pods of an element with what each is, how it is and where it runs. */
export function MembersTable({ element }: { element: Element }) {
  const t = useWords();
  if (element.members.length === 0) return <Box>{t('data.noMembers')}</Box>;
  return (
    <FactTable<Member>
      label={t('data.membersName', { name: element.title })}
      items={element.members}
      keyOf={member => `${member.namespace}/${member.name}`}
      cardsBelow={760}
      columns={[
        { head: t('data.memberColumn.name'), cell: member => <Box sx={{ fontWeight: 600 }}>{member.name}</Box> },
        { head: t('data.memberColumn.role'), cell: member => member.role },
        { head: t('data.memberColumn.status'), cell: member => <MemberStatus member={member} /> },
        { head: t('data.memberColumn.restarts'), align: 'right', cell: member => member.restarts },
        { head: t('data.memberColumn.node'), cell: member => member.node },
        { head: t('data.memberColumn.zone'), cell: member => member.zone },
        { head: t('data.memberColumn.started'), cell: member => member.startedAt && <Age at={member.startedAt} /> },
      ]}
    />
  );
}
