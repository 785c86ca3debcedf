import { FlagError, readFlags } from './flags';

describe('flags', () => {
  it('have defaults, the environment goes before them, the command line first', () => {
    expect(readFlags([], {})).toEqual({
      stateDir: '.sandbox',
      speed: 1,
      seed: 1,
      demo: true,
      ports: { control: 7440, 'prod-north': 7441, 'prod-south': 7442 },
    });
    expect(readFlags(['--seed', '9'], {}).seed).toBe(9);
    const env = { SANDBOX_SPEED: '3', SANDBOX_PROD_NORTH_PORT: '0' };
    expect(readFlags(['--speed=5', '--bare', '--state', 'x'], env)).toMatchObject({
      stateDir: 'x',
      speed: 5,
      demo: false,
      ports: { 'prod-north': 0 },
    });
  });

  it.each([
    [['--ports', '1'], /--ports is not known\. Known are/],
    [['--speed'], /--speed needs a value/],
    [['--speed', 'fast'], /--speed must be a number from 0.001 to 65535, not "fast"/],
    [['--control-port', '-1'], /--control-port must be a number from 0/],
  ])('%j are refused in a sentence', (args, message) => {
    expect(() => readFlags(args, {})).toThrow(FlagError);
    expect(() => readFlags(args, {})).toThrow(message);
  });
});
