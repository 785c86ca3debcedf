import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * A Chromium on this machine; PENSTOCK_CHROMIUM names one elsewhere.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  return [process.env.PENSTOCK_CHROMIUM, ...PLACES].find(place => place && existsSync(place));
}
