import Box from '@mui/material/Box';
import type SvgIcon from '@mui/material/SvgIcon';
import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import HelpOutline from '@mui/icons-material/HelpOutlineOutlined';
import RemoveCircleOutline from '@mui/icons-material/RemoveCircleOutlineOutlined';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';
import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import { withReadableTimes } from './format';
import { SectionHead } from './SectionHead';
import { SourceOffer } from './SourceOffer';
import type { Tone } from './tokens';
import { ToneChip } from './ToneChip';
import { useWords, type Words } from './words';

type Result = PreflightCheck['result'];

/** Worst first. */
const LOOKS: Record<Result, { tone: Tone; Icon: typeof SvgIcon; dashed?: boolean }> = {
  block: { tone: 'crit', Icon: RemoveCircleOutline },
  warn: { tone: 'warn', Icon: WarningAmber },
  unknown: { tone: 'neut', Icon: HelpOutline, dashed: true },
  pass: { tone: 'ok', Icon: CheckCircle },
};

const ORDER: readonly Result[] = ['block', 'warn', 'unknown', 'pass'];

/** A result that this page does not know could not be checked by it. */
function knownResult(result: Result): Result {
  return Object.hasOwn(LOOKS, result) ? result : 'unknown';
}

/** The checks, those that matter most first; otherwise in the order of the plan. */
export function worstFirst(checks: readonly PreflightCheck[]): PreflightCheck[] {
  return [...checks].sort((a, b) => ORDER.indexOf(knownResult(a.result)) - ORDER.indexOf(knownResult(b.result)));
}

/** How many checks came out how: "6 pass, 1 warn". */
export function countsOfChecks(t: Words, checks: readonly PreflightCheck[]): string {
  return [...ORDER]
    .reverse()
    .flatMap(result => {
      const count = checks.filter(check => knownResult(check.result) === result).length;
      return count > 0 ? [t('check.countOf', { number: String(count), result: t(`checkResult.${result}`) })] : [];
    })
    .join(', ');
}

/** What was checked before, what came out, and what to do where it did not pass. */
export function PreflightList({ checks }: { checks: readonly PreflightCheck[] }) {
  const t = useWords();
  return (
    <Box component="section" aria-labelledby="penstock-preflight-title" sx={{ minWidth: 0 }}>
      <SectionHead id="penstock-preflight-title" aside={countsOfChecks(t, checks)}>
        {t('check.title')}
      </SectionHead>
      {checks.length === 0 && t('check.none')}
      <Box component="ul" aria-labelledby="penstock-preflight-title" sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 1 }}>
        {worstFirst(checks).map((check, place) => {
          const result = knownResult(check.result);
          const { tone, Icon, dashed } = LOOKS[result];
          return (
            <Box component="li" key={`${place} ${check.code}`} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, rowGap: 0.5 }}>
              <Box sx={{ minWidth: 124 }}>
                <ToneChip tone={tone} Icon={Icon} dashed={dashed}>
                  {t(`checkResult.${result}`)}
                </ToneChip>
              </Box>
              <Box sx={{ flex: '1 1 200px', minWidth: 0, overflowWrap: 'anywhere', paddingTop: '2px' }}>
                {withReadableTimes(check.sentence)}
                {check.remedy && (
                  <Box component="span" sx={{ display: 'block', color: theme => theme.penstock.fg2 }}>
                    {' '}
                    {check.remedy}
                  </Box>
                )}
                {check.source && <SourceOffer change={check.source} />}
              </Box>
            </Box>
          );
        })}
      </Box>
    </Box>
  );
}
