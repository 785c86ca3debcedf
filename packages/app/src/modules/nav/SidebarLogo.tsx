import { Link, useSidebarOpenState } from '@backstage/core-components';

/** A pipe between two valves, and the portal's name where there is room. */
export function SidebarLogo() {
  const { isOpen } = useSidebarOpenState();
  return (
    <Link
      to="/"
      underline="none"
      aria-label="Penstock, start page"
      style={{ display: 'flex', alignItems: 'center', gap: 12, height: 64, paddingLeft: 20, color: '#ffffff' }}
    >
      <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden focusable="false">
        <rect x="1" y="1" width="30" height="30" rx="7" fill="#1f5493" />
        <path d="M6 11h7c3 0 3 10 6 10h7" fill="none" stroke="#ffffff" strokeWidth="3.5" strokeLinecap="round" />
        <path d="M6 7v8M26 17v8" fill="none" stroke="#9cc9ff" strokeWidth="3" strokeLinecap="round" />
      </svg>
      {isOpen && <span style={{ fontSize: 18, fontWeight: 600 }}>Penstock</span>}
    </Link>
  );
}
