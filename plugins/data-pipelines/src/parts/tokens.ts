/** Text on its own fill, and the mark (icon, bar, border) of one status tone. */
export interface ToneTokens {
  fg: string;
  bg: string;
  mark: string;
}

/** The tones that a status can have. */
export type Tone = 'ok' | 'warn' | 'crit' | 'info' | 'neut';

/** The colours of every Penstock screen in one theme mode. */
export interface PenstockTokens {
  page: string;
  surface: string;
  subtle: string;
  hover: string;
  selected: string;
  fg: string;
  fg2: string;
  line: string;
  lineStrong: string;
  accent: string;
  accentHover: string;
  onAccent: string;
  ring: string;
  /** Fill of the button that loses or replaces data, and its text. */
  danger: string;
  onDanger: string;
  tone: Record<Tone, ToneTokens>;
}

/** Sits on Backstage's #f8f8f8 page and white surface. */
export const lightTokens: PenstockTokens = {
  page: '#f8f8f8',
  surface: '#ffffff',
  subtle: '#f3f4f6',
  hover: '#eef1f5',
  selected: '#e8f0f9',
  fg: '#1b1f24',
  fg2: '#555c66',
  line: '#e3e6ea',
  lineStrong: '#838a94',
  accent: '#1f5493',
  accentHover: '#17427a',
  onAccent: '#ffffff',
  ring: '#1f5493',
  danger: '#b3182a',
  onDanger: '#ffffff',
  tone: {
    ok: { fg: '#0b5a2c', bg: '#e2f4e8', mark: '#188545' },
    warn: { fg: '#774000', bg: '#fff0d9', mark: '#b26500' },
    crit: { fg: '#9c1020', bg: '#fde7e8', mark: '#cf2a3c' },
    info: { fg: '#0c4a82', bg: '#e4effb', mark: '#2b74c4' },
    neut: { fg: '#3e454f', bg: '#eceef1', mark: '#6a717c' },
  },
};

/** Sits on Backstage's #333333 page and #424242 surface. */
export const darkTokens: PenstockTokens = {
  page: '#333333',
  surface: '#424242',
  subtle: '#3a3a3a',
  hover: '#4b4b4b',
  selected: '#3e4c5e',
  fg: '#ffffff',
  fg2: '#cfcfcf',
  line: '#575757',
  lineStrong: '#a3a3a3',
  accent: '#9cc9ff',
  accentHover: '#bbdaff',
  onAccent: '#10253f',
  ring: '#9cc9ff',
  danger: '#ff9da1',
  onDanger: '#3a0a0f',
  tone: {
    ok: { fg: '#9fe6b4', bg: '#24402e', mark: '#62cb86' },
    warn: { fg: '#ffd08a', bg: '#4a3712', mark: '#f2ac45' },
    crit: { fg: '#ffbcbe', bg: '#5a272d', mark: '#ff8288' },
    info: { fg: '#b4d7ff', bg: '#253e5a', mark: '#7fb8f7' },
    neut: { fg: '#e6e6e6', bg: '#505050', mark: '#b5b5b5' },
  },
};
