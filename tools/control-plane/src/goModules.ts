import { runCommand } from './runCommand';

const BUILD_TIMEOUT_MS = 45 * 60_000;
const GO_REMEDY = 'Install Go 1.26 or newer (https://go.dev/dl).';

/** One module of the Go module proxy. */
export interface GoModule {
  module: string;
  version: string;
}

function go(args: string[], cwd?: string): Promise<string> {
  return runCommand({
    program: 'go',
    args,
    cwd,
    env: { CGO_ENABLED: '0' },
    timeoutMs: BUILD_TIMEOUT_MS,
    remedy: GO_REMEDY,
  });
}

/**
 * Builds packages of a wrapper module into a folder.
 *
 * @param ldflags - linker flags, among them the version strings
 */
export async function goBuild(options: {
  wrapper: string;
  packages: string[];
  ldflags: string;
  into: string;
}): Promise<void> {
  await go(
    // Kubernetes ships a profile beside its main package; using it compiles everything twice.
    [
      'build',
      '-pgo=off',
      '-trimpath',
      '-buildvcs=false',
      '-mod=readonly',
      '-ldflags',
      options.ldflags,
      '-o',
      options.into,
      ...options.packages,
    ],
    options.wrapper,
  );
}

/** Downloads a module and names the folder of its sources. */
export async function goModuleFolder(module: GoModule): Promise<string> {
  const answer: unknown = JSON.parse(
    await go([
      'mod',
      'download',
      '-json',
      `${module.module}@${module.version}`,
    ]),
  );
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'Dir' in answer &&
    typeof answer.Dir === 'string'
  ) {
    return answer.Dir;
  }
  throw new Error(
    `Go did not say where ${module.module}@${module.version} is. Run "go mod download -json" by hand to see why.`,
  );
}
