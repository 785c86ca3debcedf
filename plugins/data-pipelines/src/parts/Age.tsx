import { useClock, useTimedText } from '../api/clock';
import { formatAge, formatTime } from './format';
import { visuallyHidden } from './visuallyHidden';
import { useWords } from './words';

/** How long ago something was, with the absolute time for assistive technology and on hover. */
export function Age({ at }: { at: string }) {
  const t = useWords();
  const clock = useClock();
  const text = useTimedText(now => {
    const age = formatAge(at, now);
    return age === undefined ? t('age.justNow') : t('age.ago', { age });
  });
  const absolute = formatTime(at, clock.now());
  return (
    <time dateTime={at} title={absolute}>
      {text}
      <span style={visuallyHidden}>{` (${absolute})`}</span>
    </time>
  );
}
