import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const POLICY = 'audit-policy.json';
const LOG = 'audit.log';

/** One request that a user of the product made of the API server, once it was answered. */
export interface AskedRequest {
  user: string;
  /** Of RBAC: `get`, `list`, `watch`, `create`, `patch`, … */
  verb: string;
  /** Empty for the core group. */
  group: string;
  /** With its subresource: `kafkas/status`. */
  resource: string;
  /** Status of the answer. */
  status: number;
}

/** What the users of the product asked an API server for, from the server's own audit log. */
export class AuditLog {
  constructor(private readonly folder: string) {
    writeFileSync(path.join(folder, POLICY), JSON.stringify(policy()));
  }

  /** By which an API server keeps the log; it writes each line before it answers. */
  get apiServerArguments(): string[] {
    return [
      `--audit-policy-file=${path.join(this.folder, POLICY)}`,
      `--audit-log-path=${path.join(this.folder, LOG)}`,
      '--audit-log-mode=blocking-strict',
    ];
  }

  /** The requests for objects since a place in the log, and the place where they end. */
  since(place = 0): { asked: AskedRequest[]; end: number } {
    const lines = readFileSync(path.join(this.folder, LOG), 'utf8').split('\n');
    const end = lines.length - 1;
    return { asked: lines.slice(place, end).flatMap(readLine), end };
  }
}

/** Administrators and controllers are left out; a watch counts when it begins. */
function policy() {
  return {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [
      { level: 'None', userGroups: ['system:masters', 'system:nodes'] },
      { level: 'None', nonResourceURLs: ['*'] },
      { level: 'Metadata' },
    ],
  };
}

function readLine(line: string): AskedRequest[] {
  const event: unknown = JSON.parse(line);
  const user = textAt(event, 'user', 'username');
  const verb = textAt(event, 'verb');
  const resource = textAt(event, 'objectRef', 'resource');
  if (!user || user.startsWith('system:') || !verb || !resource) return [];
  const subresource = textAt(event, 'objectRef', 'subresource');
  return [
    {
      user,
      verb,
      group: textAt(event, 'objectRef', 'apiGroup') ?? '',
      resource: subresource ? `${resource}/${subresource}` : resource,
      status: Number(valueAt(event, 'responseStatus', 'code') ?? 0),
    },
  ];
}

function valueAt(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined,
    value,
  );
}

function textAt(value: unknown, ...keys: string[]): string | undefined {
  const found = valueAt(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}
