import { requireOrLeaveOut } from './requireOrLeaveOut';

const EQUIPMENT = { what: 'a steam engine', howToGetIt: 'Ask Newcomen.' };

describe('requireOrLeaveOut', () => {
  const before = process.env.PENSTOCK_REQUIRE_ALL;
  const realTest = globalThis.test;
  const registered = jest.fn();

  beforeEach(() => {
    delete process.env.PENSTOCK_REQUIRE_ALL;
    registered.mockClear();
    globalThis.test = Object.assign(registered, realTest);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });

  afterEach(() => {
    globalThis.test = realTest;
    if (before === undefined) delete process.env.PENSTOCK_REQUIRE_ALL;
    else process.env.PENSTOCK_REQUIRE_ALL = before;
    jest.restoreAllMocks();
  });

  it('returns what is there and registers nothing', () => {
    expect(requireOrLeaveOut(EQUIPMENT, () => 'engine')).toBe('engine');
    expect(registered).not.toHaveBeenCalled();
  });

  it('registers and prints one sentence for what is not there', () => {
    expect(requireOrLeaveOut(EQUIPMENT, () => undefined)).toBeUndefined();
    const sentence = 'left out: a steam engine (Ask Newcomen.)';
    expect(registered).toHaveBeenCalledWith(sentence, expect.any(Function));
    expect(process.stderr.write).toHaveBeenCalledWith(`${sentence}\n`);
  });

  it('fails where everything is demanded', () => {
    process.env.PENSTOCK_REQUIRE_ALL = '1';
    expect(() => requireOrLeaveOut(EQUIPMENT, () => undefined)).toThrow(
      /demands a steam engine, which is missing\. Ask Newcomen\./,
    );
    expect(registered).not.toHaveBeenCalled();
  });
});
