import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import Check from '@mui/icons-material/CheckOutlined';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import type { Pipeline } from '@penstock/backstage-plugin-data-pipelines-common';
import { dataTabLink } from '../parts/links';
import { RouterButton, RouterLink } from '../parts/RouterLink';
import { useNarrowerThan } from '../parts/room';
import { Status } from '../parts/Status';
import { visuallyHidden } from '../parts/visuallyHidden';
import { useArrival, useStepFocus } from '../parts/useArrival';
import { useWords } from '../parts/words';
import { rootRouteRef } from '../routes';
import { RESTORE_STEPS, type RestoreStep } from './restoreChoice';

function Steps({ step }: { step: RestoreStep }) {
  const t = useWords();
  const narrow = useNarrowerThan(640);
  const at = RESTORE_STEPS.indexOf(step);
  const current = useStepFocus<HTMLElement>(step);
  if (narrow) {
    return (
      <Box ref={current} sx={{ fontWeight: 600 }} role="status">
        {t('restore.stepOf', { step: String(at + 1), steps: String(RESTORE_STEPS.length), name: t(`restoreStep.${step}`) })}
      </Box>
    );
  }
  return (
    <Box component="ol" aria-label={t('restore.steps')} sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 1 }}>
      {RESTORE_STEPS.map((each, place) => (
        <Box component="li" key={each} ref={place === at ? current : undefined} aria-current={place === at ? 'step' : undefined} sx={{ display: 'flex', alignItems: 'center', gap: 1, fontWeight: place === at ? 600 : 400 }}>
          <Box
            component="span"
            aria-hidden
            sx={theme => ({
              width: 24,
              height: 24,
              flex: 'none',
              display: 'grid',
              placeItems: 'center',
              borderRadius: '12px',
              fontSize: 12,
              color: place <= at ? theme.penstock.onAccent : theme.penstock.tone.neut.fg,
              backgroundColor: place <= at ? theme.penstock.accent : theme.penstock.tone.neut.bg,
            })}
          >
            {place < at ? <Check sx={{ fontSize: 16 }} /> : place + 1}
          </Box>
          <span>{t(`restoreStep.${each}`)}</span>
          {place < at && <span style={visuallyHidden}>{`, ${t('stepState.done')}`}</span>}
        </Box>
      ))}
    </Box>
  );
}

/** What is restored, how that is now, which step this is, and the way out. */
export function RestoreHeader({ pipelineName, pipeline, elements, step }: { pipelineName: string; pipeline?: Pipeline; elements: readonly string[]; step: RestoreStep }) {
  const t = useWords();
  const entityLink = useEntityRefLink();
  const pipelines = useRouteRef(rootRouteRef)?.();
  const only = elements.length === 1 ? pipeline?.elements.find(({ id }) => id === elements[0]) : undefined;
  const of = only ?? pipeline?.summary;
  const heading = useArrival<HTMLHeadingElement>();
  const title = of?.title ?? (elements.length === 1 ? elements[0] : pipelineName);
  const back = of ? dataTabLink(entityLink(of.entityRef), 'points') : pipelines;
  return (
    <Box component="header" sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box component="nav" aria-label={t('restore.path')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, fontSize: 12, lineHeight: '16px' }}>
        {pipelines && <RouterLink to={pipelines}>{t('pipelines.title')}</RouterLink>}
        <span aria-hidden>›</span>
        {back ? <RouterLink to={back}>{title}</RouterLink> : title}
        <span aria-hidden>›</span>
        <span>{t('restore.page')}</span>
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
        <Typography variant="h1" ref={heading} sx={{ fontSize: 20, lineHeight: '28px', minWidth: 0, overflowWrap: 'anywhere' }}>
          {t('restore.title', { name: title })}
        </Typography>
        {of && <Status word={of.health.word} context={title} />}
        {of && <Box sx={{ flex: '1 1 200px', minWidth: 0, overflowWrap: 'anywhere' }}>{of.health.cause}</Box>}
        {back && (
          <Box sx={{ marginLeft: 'auto' }}>
            <RouterButton to={back}>{t('restore.leave')}</RouterButton>
          </Box>
        )}
      </Box>
      <Steps step={step} />
    </Box>
  );
}
