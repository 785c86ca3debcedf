import Box from '@mui/material/Box';
import type { Element } from '@penstock/backstage-plugin-data-pipelines-common';
import { FactTable } from '../parts/FactTable';
import { Status } from '../parts/Status';
import { useWords } from '../parts/words';

type Part = NonNullable<Element['parts']>[number];

/** The operator's objects that an element consists of, each with its state in its operator's words. */
export function OperatorObjects({ element, parts }: { element: Element; parts: readonly Part[] }) {
  const t = useWords();
  return (
    <FactTable<Part>
      label={t('data.partsName', { name: element.title })}
      items={parts}
      keyOf={({ object }) => `${object.kind} ${object.name}`}
      cardsBelow={680}
      columns={[
        {
          head: t('data.partColumn.object'),
          cell: ({ object }) => (
            <>
              {object.kind}{' '}
              <Box component="span" sx={{ fontWeight: 600 }}>
                {object.name}
              </Box>
            </>
          ),
        },
        { head: t('data.partColumn.role'), cell: part => part.role },
        { head: t('data.partColumn.status'), cell: part => <Status word={part.word} context={part.object.name} /> },
        { head: t('data.partColumn.summary'), cell: part => part.summary },
      ]}
    />
  );
}
