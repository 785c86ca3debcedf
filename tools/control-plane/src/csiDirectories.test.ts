import { wrapperFolder } from './cache';
import { requireOrLeaveOut } from './requireOrLeaveOut';
import { runCommand } from './runCommand';
import { spawnSync } from 'node:child_process';

const LIMIT_MS = 600_000;
const REMEDY = 'Install Go 1.26 or newer (https://go.dev/dl).';

const go = requireOrLeaveOut(
  { what: 'the tests of the CSI driver', howToGetIt: REMEDY },
  () => (spawnSync('go', ['version']).status === 0 ? 'go' : undefined),
);

if (go !== undefined) {
  describe('the CSI driver of directories', () => {
    const inItsFolder = (args: string[]) =>
      runCommand({
        program: go,
        args,
        cwd: wrapperFolder('csi-directories'),
        env: { CGO_ENABLED: '0' },
        timeoutMs: LIMIT_MS,
        remedy: REMEDY,
      });

    it(
      'passes its own tests',
      async () => {
        const output = await inItsFolder(['test', '-count=1', '-v', './...']);
        expect(output).toContain('--- PASS');
        expect(output).not.toContain('--- SKIP');
      },
      LIMIT_MS,
    );

    it(
      'has nothing that go vet objects to',
      () => expect(inItsFolder(['vet'])).resolves.toBe(''),
      LIMIT_MS,
    );
  });
}
