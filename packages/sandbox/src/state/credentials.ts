import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { User } from '../apiserver/Room';

/** Who can sign in at each cluster, with falling rights. */
export const USERS = [
  'admin',
  'penstock',
  'read-only',
  'namespace-limited',
  'nobody',
] as const;

/** One of the users. */
export type UserName = (typeof USERS)[number];

/** The secrets of a sandbox. */
export interface Credentials {
  certificate: string;
  key: string;
  /** Tokens by cluster and user. */
  tokens: Record<string, Record<string, string>>;
}

const FILE = 'credentials.json';
const CERTIFICATE_DAYS = 365;
const RENEW_BEFORE_MS = 7 * 24 * 3600 * 1000;

interface StoredCredentials extends Credentials {
  /** When the certificate ends, milliseconds since 1970. */
  endsAt: number;
}

/**
 * Reads the credentials of a state folder; makes what is missing (a
 * certificate for 127.0.0.1, one random token per cluster and user) and keeps
 * it there, readable by the owner only.
 */
export async function loadCredentials(
  folder: string,
  clusters: readonly string[],
  now: Date,
): Promise<Credentials> {
  const path = join(folder, FILE);
  const stored = await readStored(path);
  const usable =
    stored !== undefined && stored.endsAt - RENEW_BEFORE_MS > now.getTime();
  const pair = usable ? stored : await makeCertificate(now);
  const tokens: Credentials['tokens'] = {};
  for (const cluster of clusters) {
    const known = stored?.tokens[cluster] ?? {};
    tokens[cluster] = Object.fromEntries(
      USERS.map(user => [
        user,
        known[user] ?? randomBytes(24).toString('base64url'),
      ]),
    );
  }
  const result: StoredCredentials = {
    certificate: pair.certificate,
    key: pair.key,
    endsAt: pair.endsAt,
    tokens,
  };
  await writeFile(path, JSON.stringify(result, undefined, 2), { mode: 0o600 });
  return result;
}

async function readStored(
  path: string,
): Promise<StoredCredentials | undefined> {
  try {
    const value: Partial<StoredCredentials> = JSON.parse(
      await readFile(path, 'utf8'),
    );
    const { certificate, key, endsAt, tokens } = value;
    return certificate && key && endsAt && tokens
      ? { certificate, key, endsAt, tokens }
      : undefined;
  } catch {
    return undefined;
  }
}

async function makeCertificate(now: Date) {
  const endsAt = now.getTime() + CERTIFICATE_DAYS * 24 * 3600 * 1000;
  const pair = await generate(
    [{ name: 'commonName', value: 'penstock-sandbox' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(now.getTime() - 3600 * 1000),
      notAfterDate: new Date(endsAt),
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        {
          name: 'keyUsage',
          digitalSignature: true,
          keyCertSign: true,
          critical: true,
        },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
          ],
        },
      ],
    },
  );
  return { certificate: pair.cert, key: pair.private, endsAt };
}

/** Finds the user behind a token of one cluster. */
export function authenticator(
  tokens: Record<string, string>,
): (token: string) => User | undefined {
  const users = new Map<string, User>();
  for (const name of USERS) {
    const token = tokens[name];
    if (token !== undefined) {
      users.set(token, {
        name,
        uid: name,
        groups:
          name === 'admin'
            ? ['system:masters', 'system:authenticated']
            : ['system:authenticated'],
      });
    }
  }
  return token => users.get(token);
}
