import {
  ApiException,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  Watch,
} from '@kubernetes/client-node';
import { basin } from '../basins';
import { configMap } from '../configMap';
import type { ContractCase } from '../ContractCase';

const WATCH_TIMEOUT_MS = 60_000;

function load(path: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(path);
  return config;
}

const typed: ContractCase = {
  id: 'client-library',
  title: 'serves the official client library through the kubeconfig file',
  async run({ target, namespace }) {
    const config = load(target.kubeconfigPath);
    const core = config.makeApiClient(CoreV1Api);
    const custom = config.makeApiClient(CustomObjectsApi);
    await core.createNamespacedConfigMap({ namespace, body: configMap('c') });
    const read = await core.readNamespacedConfigMap({ namespace, name: 'c' });
    expect(read.data).toEqual({ k: '1' });
    const gone = core.readNamespacedConfigMap({ namespace, name: 'absent' });
    await expect(gone).rejects.toMatchObject({ code: 404 });
    await expect(gone).rejects.toBeInstanceOf(ApiException);
    const made: unknown = await custom.createNamespacedCustomObject({
      group: 'contract.example.org',
      version: 'v1',
      plural: 'basins',
      namespace,
      body: basin('b'),
    });
    expect(made).toMatchObject({ metadata: { generation: 1 } });
  },
};

const watch: ContractCase = {
  id: 'client-library-watch',
  title: 'serves the watch of the official client library',
  async run({ target, namespace, admin, core }) {
    const seen: string[] = [];
    const controller = await new Promise<AbortController>((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new Error(`The watch brought only ${seen}`)),
        WATCH_TIMEOUT_MS,
      );
      const started = new Watch(load(target.kubeconfigPath)).watch(
        `/api/v1/namespaces/${namespace}/secrets`,
        {},
        (phase, object: { metadata: { name: string } }) => {
          seen.push(`${phase} ${object.metadata.name}`);
          if (seen.length < 2) return;
          clearTimeout(limit);
          started.then(resolve, reject);
        },
        error => {
          if (error && seen.length < 2) reject(error);
        },
      );
      started
        .then(async () => {
          await admin.post(core('secrets'), {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 's' },
          });
          await admin.delete(core('secrets/s'));
        })
        .catch(reject);
    });
    controller.abort();
    expect(seen).toEqual(['ADDED s', 'DELETED s']);
  },
};

/** The official client library for Node. */
export const clientLibraryCases: ContractCase[] = [typed, watch];
