import type { ObjectStore } from '../state/ObjectStore';
import type { KindRegistry, ResourceKind } from './kinds';

/** Who asks. */
export interface User {
  name: string;
  uid: string;
  groups: string[];
}

/** What the request handlers of one API server share. */
export interface Room {
  /** `prod-north`. */
  name: string;
  store: ObjectStore;
  kinds: KindRegistry;
  now(): Date;
}

/** A request for a resource, read and authenticated. */
export interface ResourceRequest {
  user: User;
  method: string;
  kind: ResourceKind;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
  query: URLSearchParams;
  contentType: string;
  accept: string;
  userAgent: string;
  body: string;
}

/** An answer: a body that is JSON text already, its code and headers. */
export interface Answer {
  code: number;
  body: string;
  headers?: Record<string, string>;
}

/** An instant as the API server writes it: whole seconds, UTC. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
