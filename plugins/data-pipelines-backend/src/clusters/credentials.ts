import { readFile } from 'node:fs/promises';
import { errnoOf } from './classify';

/** TLS settings of one connection; equal settings may share sockets. */
export interface TlsIdentity {
  ca?: string;
  cert?: string;
  key?: string;
  passphrase?: string;
  servername?: string;
  /** False only where the configuration says skipTLSVerify. */
  rejectUnauthorized: boolean;
  /** HTTP proxy that a kubeconfig asks for. */
  proxyUrl?: string;
}

/** All that a request needs in order to be let in. Never logged, never part of an error. */
export interface Identity {
  headers: Record<string, string>;
  tls: TlsIdentity;
}

/** Where the identity of requests comes from. */
export interface Credentials {
  /** @throws CredentialsError with a sentence that holds no secret. */
  current(): Promise<Identity>;
  /** Drops what is cached; called after a 401. */
  forget(): void;
}

/** The credentials of a cluster cannot be had. The message goes to pages. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}

/** A token from the configuration; a certificate authority from a file is read again each time. */
export function tokenCredentials(token: string, tls: TlsIdentity, caFile?: string): Credentials {
  return {
    current: async () => ({
      headers: { authorization: `Bearer ${token}` },
      tls: caFile ? { ...tls, ca: await readOrExplain(caFile, 'The caFile') } : tls,
    }),
    forget: () => {},
  };
}

/** Kubernetes rotates projected tokens in place long before they end, so a minute old copy is good. */
const TOKEN_FILE_MS = 60_000;

/** A token that lives in a file and is replaced there, as in a pod. */
export function tokenFileCredentials(options: {
  tokenFile: string;
  caFile?: string;
  tls: TlsIdentity;
  /** Milliseconds since the epoch. */
  now: () => number;
}): Credentials {
  let cached: { identity: Identity; readAt: number } | undefined;
  return {
    async current() {
      if (cached && options.now() - cached.readAt < TOKEN_FILE_MS) return cached.identity;
      const token = (await readOrExplain(options.tokenFile, 'The token file')).trim();
      const ca = options.caFile ? await readOrExplain(options.caFile, 'The caFile') : options.tls.ca;
      const identity = { headers: { authorization: `Bearer ${token}` }, tls: { ...options.tls, ca } };
      cached = { identity, readAt: options.now() };
      return identity;
    },
    forget() {
      cached = undefined;
    },
  };
}

async function readOrExplain(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CredentialsError(`${what} ${path} cannot be read (${errnoOf(error) ?? 'unreadable'}).`);
  }
}
