import { formatDuration } from '@penstock/backstage-plugin-data-pipelines-common';
import { useTimedText } from '../api/clock';

/** How long something took, or has taken until now; it then counts on for sight. */
export function Elapsed({ from, to }: { from: string; to?: string }) {
  const text = useTimedText(now => {
    const end = to === undefined ? now : Date.parse(to);
    return formatDuration(Math.max(0, Math.floor((end - Date.parse(from)) / 1000)));
  });
  return <span>{text}</span>;
}
