import { type ApiAccess, callApi } from './apiClient';
import type { CrdDocument } from './crds';
import { until } from './until';

const SERVED_TIMEOUT_MS = 120_000;
const APPLY_TIMEOUT_MS = 120_000;

/**
 * Installs definitions by server-side apply (several are too large for the
 * client-side kind) and waits until each kind is served.
 *
 * @throws Error naming the definition that the API server refused.
 */
export async function installCrds(
  access: ApiAccess,
  crds: CrdDocument[],
): Promise<void> {
  for (const crd of crds) {
    const answer = await callApi(access, {
      method: 'PATCH',
      path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${encodeURIComponent(
        crd.metadata.name,
      )}?fieldManager=penstock-control-plane&force=true`,
      contentType: 'application/apply-patch+yaml',
      body: crd,
      timeoutMs: APPLY_TIMEOUT_MS,
    });
    if (answer.status >= 300) {
      throw new Error(
        `The API server refused the definition ${
          crd.metadata.name
        }: ${answer.text.slice(0, 500)}`,
      );
    }
  }
  await Promise.all(crds.map(crd => untilServed(access, crd)));
}

async function untilServed(access: ApiAccess, crd: CrdDocument): Promise<void> {
  const { group, names, versions } = crd.spec;
  const version = versions.find(each => each.served)?.name;
  if (version === undefined) return;
  await until(
    `${crd.metadata.name} to be served`,
    SERVED_TIMEOUT_MS,
    async () => {
      const answer = await callApi(access, {
        method: 'GET',
        path: `/apis/${group}/${version}/${names.plural}?limit=1`,
      });
      return answer.status === 200 ? answer : undefined;
    },
  );
}
