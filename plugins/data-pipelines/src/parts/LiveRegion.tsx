import { useAnnouncement } from './useAnnouncement';
import { visuallyHidden } from './visuallyHidden';

/** Says politely, at most every 15 seconds, what has become of something that is watched. */
export function LiveRegion({ label, children }: { label: string; children: string }) {
  const said = useAnnouncement(children);
  return (
    <div role="status" aria-live="polite" aria-label={label} style={visuallyHidden}>
      {said}
    </div>
  );
}
