import { createSvgIcon } from '@mui/material/utils';

/** A triangle with a tick: partly succeeded. */
export const PartlyDone = createSvgIcon(
  <path d="M12 2.6 1.5 21h21L12 2.6Zm0 4L19 19H5l7-12.4Zm-.9 10.9 4.2-4.3-1.2-1.2-3 3-1.3-1.2-1.2 1.2 2.5 2.5Z" />,
  'PartlyDone',
);
