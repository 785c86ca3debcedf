import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { InputError } from '@backstage/errors';
import { KubeConfig } from '@kubernetes/client-node';
import { errnoOf } from './classify';
import type { ClusterDefinition } from './ClusterDefinition';
import { CredentialsError, type Credentials, type Identity } from './credentials';

/** Files that a kubeconfig names (tokens, certificates) are read again at this age. */
const RELOAD_MS = 60_000;
/** An exec plugin that asks a person would never end. */
const EXEC_TIMEOUT_MS = 30_000;

class KubeconfigCredentials implements Credentials {
  private loaded: { config: KubeConfig; at: number; modified: number } | undefined;
  private pending: Promise<Identity> | undefined;

  constructor(
    private readonly path: string,
    private readonly context: string,
    private readonly now: () => number,
  ) {}

  forget(): void {
    this.loaded = undefined;
  }

  /** Requests that come while an exec plugin runs share its answer. */
  current(): Promise<Identity> {
    this.pending ??= this.load().finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  private async load(): Promise<Identity> {
    const config = await this.freshConfig();
    const options: RequestOptions = {};
    await this.orExplain(() => within(EXEC_TIMEOUT_MS, config.applyToHTTPSOptions(options)));
    return identityOf(options, config.getCurrentCluster()?.proxyUrl);
  }

  private async freshConfig(): Promise<KubeConfig> {
    return this.orExplain(async () => {
      const modified = (await stat(this.path)).mtimeMs;
      const held = this.loaded;
      // The library keeps an exec credential in the object; only files have to be read again.
      const usable = held && held.modified === modified && (this.usesExec(held.config) || this.now() - held.at < RELOAD_MS);
      if (usable) return held.config;
      const config = await loadKubeConfig(this.path);
      config.setCurrentContext(this.context);
      this.loaded = { config, at: this.now(), modified };
      return config;
    });
  }

  private usesExec(config: KubeConfig): boolean {
    return config.getCurrentUser()?.exec !== undefined;
  }

  /** The plugin's own output may hold a token, so that only its name and error code are told. */
  private async orExplain<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CredentialsError) throw error;
      const exec: unknown = this.loaded?.config.getCurrentUser()?.exec;
      const errno = errnoOf(error);
      const code = errno ? ` (${errno})` : '';
      const command =
        typeof exec === 'object' && exec !== null && 'command' in exec ? basename(String(exec.command)) : undefined;
      throw new CredentialsError(
        command
          ? `The credential command ${command} of kubeconfig context ${this.context} failed${code}; run it by hand to see why.`
          : `The credentials of kubeconfig context ${this.context} cannot be read${code}.`,
      );
    }
  }
}

/**
 * Clusters of a kubeconfig file, named after its contexts. Tokens, client
 * certificates and exec credentials are the client library's work.
 *
 * @throws InputError when the file cannot be read or lacks a context that is asked for
 */
export async function kubeconfigClusters(options: {
  path: string;
  /** All contexts when absent. */
  contexts?: readonly string[];
  /** Milliseconds since the epoch. */
  now: () => number;
}): Promise<ClusterDefinition[]> {
  const config = await loadKubeConfig(options.path).catch(error => {
    throw new InputError(
      `dataPipelines.kubeconfig.path: ${options.path} cannot be read as a kubeconfig (${errnoOf(error) ?? 'not a valid kubeconfig'}).`,
    );
  });
  const known = config.getContexts().map(context => context.name);
  const missing = (options.contexts ?? []).filter(name => !known.includes(name));
  if (missing.length > 0) {
    throw new InputError(
      `dataPipelines.kubeconfig.contexts names ${missing.join(', ')}, but ${options.path} has ${known.join(', ') || 'no context'}.`,
    );
  }
  return (options.contexts ?? known).map(name => {
    config.setCurrentContext(name);
    const cluster = config.getCurrentCluster();
    return {
      name,
      title: name,
      server: cluster?.server ?? '',
      source: `kubeconfig ${options.path}`,
      access: accessOf(config, name, options),
    };
  });
}

function accessOf(
  config: KubeConfig,
  context: string,
  options: { path: string; now: () => number },
): ClusterDefinition['access'] {
  const cluster = config.getCurrentCluster();
  if (!cluster) return { problem: `Context ${context} names a cluster that the kubeconfig lacks.` };
  if (!config.getCurrentUser()) return { problem: `Context ${context} names a user that the kubeconfig lacks.` };
  if (cluster.proxyUrl && !/^https?:/.test(cluster.proxyUrl)) {
    return { problem: `Context ${context} asks for a proxy that is neither http nor https.` };
  }
  return { credentials: new KubeconfigCredentials(options.path, context, options.now) };
}

function identityOf(options: RequestOptions, proxyUrl: string | undefined): Identity {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (typeof value === 'string') headers[name.toLowerCase()] = value;
  }
  if (typeof options.auth === 'string' && !headers.authorization) {
    headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  }
  return {
    headers,
    tls: {
      ca: pem(options.ca),
      cert: pem(options.cert),
      key: pem(options.key),
      passphrase: options.passphrase,
      servername: options.servername,
      rejectUnauthorized: options.rejectUnauthorized ?? true,
      proxyUrl,
    },
  };
}

function pem(value: unknown): string | undefined {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value.toString() : undefined;
}

async function loadKubeConfig(path: string): Promise<KubeConfig> {
  const config = new KubeConfig();
  config.loadFromFile(path);
  return config;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
