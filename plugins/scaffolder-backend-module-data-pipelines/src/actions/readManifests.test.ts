import { createMockDirectory } from '@backstage/backend-test-utils';
import { readManifests } from './readManifests';

/** Each line holds the one before ten times: some bytes become a billion. */
const BOMB = ['a0: &a0 [x, x]', ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`)].join('\n');

describe('reading manifests', () => {
  const workspace = createMockDirectory();

  it('refuses aliases that grow without end, and names the file', async () => {
    workspace.setContent({ 'kafka.yaml': BOMB });
    await expect(readManifests(workspace.path, 'kafka.yaml')).rejects.toThrow(/kafka\.yaml: its aliases cannot be followed/);
  });
});
