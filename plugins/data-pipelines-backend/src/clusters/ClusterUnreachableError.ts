import type { Unreachable } from '@penstock/backstage-plugin-data-pipelines-common';
import { UnavailableError } from '../errors';

/** Why a cluster cannot be spoken to, as the API says it. */
export type UnreachableClass = Unreachable['class'];

const REMEDIES: Partial<Record<UnreachableClass, string>> = {
  refused: 'Check that the API server runs and that the address in the configuration is right.',
  dns: 'Check the host name in the configuration and the name server of this machine.',
  tls: 'Check caData or caFile of the cluster; the certificate must be signed by it and name the host.',
  timeout: 'Check the network path and the load of the API server.',
  unauthorized: 'Renew the token or certificate of the cluster in the configuration.',
  configuration: 'Correct the configuration of the cluster and restart.',
};

/** No HTTP answer could be had from a cluster. The message never holds a secret. */
export class ClusterUnreachableError extends UnavailableError {
  constructor(
    readonly cluster: string,
    readonly failure: UnreachableClass,
    /** One sentence; goes to pages as it is. */
    readonly reason: string,
    /** The errno or client code, for the reflector's decisions. */
    readonly errno?: string,
  ) {
    super(reason, { code: 'CLUSTER_UNREACHABLE', reason, remedy: REMEDIES[failure] });
  }
}

/** The answer was larger than the caller's bound; nothing of it was kept. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';

  constructor(cluster: string, path: string, readonly maxBytes: number) {
    super(`Cluster ${cluster} answered ${path} with more than ${maxBytes} bytes, which is the bound for it.`);
  }
}
