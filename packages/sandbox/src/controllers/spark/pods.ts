import { Pod, PODS, Service } from '../kinds/core';
import { SparkApplication, SparkPodSpec, SparkSpec } from '../kinds/spark';
import { controllerOf, ownerOf } from '../engine/owner';
import { hex, uuid } from '../engine/seeded';
import { isRecord, View } from '../engine/table';
import { EXIT_CODE, RUNS_FOR } from '../pods/pods.table';

/** Hash of the spec that a driver was started with; on the driver. */
export const SPEC_HASH = 'sandbox.penstock.dev/spec-hash';
/** Seconds that a batch driver runs, where no annotation of the application says otherwise. */
const BATCH_SECONDS = '60';

/** Fingerprint of the spec; suspending is not a change of it. */
export function specHash({ spec }: SparkApplication): string {
  const { suspend: _, ...rest } = spec;
  return hex(12, JSON.stringify(rest));
}

/** `<app>-driver`. */
export function driverName({ metadata }: SparkApplication): string {
  return `${metadata.name}-driver`;
}

/** The driver that exists and is not on its way out. */
export function driverOf(app: SparkApplication, view: View): Pod | undefined {
  const pod = view.get(PODS, app.metadata.namespace, driverName(app));
  return pod?.metadata.deletionTimestamp ? undefined : pod;
}

/** Executor pods of the application, by number. */
export function executorsOf(app: SparkApplication, view: View): Pod[] {
  return view
    .list(PODS, app.metadata.namespace)
    .filter(
      ({ metadata }) =>
        metadata.labels?.['sparkoperator.k8s.io/app-name'] ===
          app.metadata.name && metadata.labels['spark-role'] === 'executor',
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** Identity of one submission; every submission has a new one. */
export function submissionOf(app: SparkApplication, submission: string) {
  const { namespace = '', name, uid = '' } = app.metadata;
  return {
    submissionId: uuid('submission', namespace, name, uid, submission),
    applicationId: `spark-${hex(32, 'application', uid, submission)}`,
  };
}

/** The driver pod that spark-submit makes. */
export function driverFor(app: SparkApplication, submission: string): Pod {
  const { spec, metadata } = app;
  const ends = spec.restartPolicy?.type !== 'Always';
  const given = metadata.annotations ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: driverName(app),
      namespace: metadata.namespace,
      labels: {
        ...labelsFor(app, submission),
        ...spec.driver.labels,
        'spark-role': 'driver',
      },
      annotations: {
        ...spec.driver.annotations,
        [SPEC_HASH]: specHash(app),
        ...(ends || given[RUNS_FOR]
          ? {
              [RUNS_FOR]: given[RUNS_FOR] ?? BATCH_SECONDS,
              [EXIT_CODE]: given[EXIT_CODE] ?? '0',
            }
          : {}),
      },
      ownerReferences: [controllerOf(app)],
    },
    spec: podSpec(spec, spec.driver, 'spark-kubernetes-driver'),
  };
}

/** The executors that a running driver makes. */
export function executorsFor(app: SparkApplication, driver: Pod): Pod[] {
  const { spec, metadata } = app;
  const id = driver.metadata.labels?.['spark-app-selector'] ?? '';
  const prefix = `${metadata.name}-${hex(11, 'prefix', id)}`;
  const { 'spark-role': _, ...labels } = driver.metadata.labels ?? {};
  return Array.from(
    { length: spec.executor.instances ?? 1 },
    (_none, index) => {
      const number = String(index + 1);
      return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `${prefix}-exec-${number}`,
          namespace: metadata.namespace,
          labels: {
            ...withoutZone(labels),
            ...spec.executor.labels,
            'spark-role': 'executor',
            'spark-exec-id': number,
            'spark-exec-inactive': 'false',
            'spark-exec-resourceprofile-id': '0',
          },
          ownerReferences: [{ ...ownerOf(driver), controller: true }],
        },
        spec: podSpec(spec, spec.executor, 'spark-kubernetes-executor'),
      };
    },
  );
}

/** Headless service of the driver, made by spark-submit. */
export function driverServiceFor(driver: Pod): Service {
  const { labels = {}, namespace, name } = driver.metadata;
  const own = Object.fromEntries(
    ['spark-app-name', 'spark-app-selector', 'spark-version'].map(key => [
      key,
      labels[key] ?? '',
    ]),
  );
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: `${name}-svc`,
      namespace,
      labels: own,
      ownerReferences: [{ ...ownerOf(driver), controller: true }],
    },
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: { ...own, 'spark-role': 'driver' },
      ports: [
        port('driver-rpc-port', 7078),
        port('blockmanager', 7079),
        port('spark-ui', 4040),
      ],
    },
  };
}

/** Service of the web UI, made by the operator. */
export function uiServiceFor(app: SparkApplication): Service {
  const { name, namespace } = app.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: `${name}-ui-svc`,
      namespace,
      labels: {
        'sparkoperator.k8s.io/app-name': name,
        'sparkoperator.k8s.io/submission-id': app.status?.submissionID ?? '',
      },
      ownerReferences: [controllerOf(app)],
    },
    spec: {
      type: 'ClusterIP',
      selector: {
        'spark-role': 'driver',
        'sparkoperator.k8s.io/app-name': name,
      },
      ports: [port('spark-driver-ui-port', 4040)],
    },
  };
}

function port(name: string, number: number) {
  return { name, protocol: 'TCP', port: number, targetPort: number };
}

function labelsFor(
  app: SparkApplication,
  submission: string,
): Record<string, string> {
  const { name, labels = {} } = app.metadata;
  const { submissionId, applicationId } = submissionOf(app, submission);
  const scheduled = labels['sparkoperator.k8s.io/scheduled-app-name'];
  return {
    'spark-app-name': name,
    'spark-app-selector': applicationId,
    'spark-version': app.spec.sparkVersion,
    'sparkoperator.k8s.io/app-name': name,
    'sparkoperator.k8s.io/launched-by-spark-operator': 'true',
    'sparkoperator.k8s.io/mutated-by-spark-operator': 'true',
    'sparkoperator.k8s.io/submission-id': submissionId,
    ...(scheduled
      ? { 'sparkoperator.k8s.io/scheduled-app-name': scheduled }
      : {}),
  };
}

function withoutZone(labels: Record<string, string>): Record<string, string> {
  const { 'topology.kubernetes.io/zone': _, ...rest } = labels;
  return rest;
}

/** Claims that spark-submit mounts because sparkConf names them; claims made on demand are not emulated. */
function claimsOfConf(spec: SparkSpec, role: 'driver' | 'executor') {
  const prefix = `spark.kubernetes.${role}.volumes.persistentVolumeClaim.`;
  const suffix = '.options.claimName';
  return Object.entries(spec.sparkConf ?? {})
    .filter(
      ([key, claimName]) =>
        key.startsWith(prefix) &&
        key.endsWith(suffix) &&
        claimName !== 'OnDemand',
    )
    .map(([key, claimName]) => ({
      name: key.slice(prefix.length, -suffix.length),
      persistentVolumeClaim: { claimName },
    }));
}

function podSpec(
  spec: SparkSpec,
  part: SparkPodSpec,
  container: string,
): Pod['spec'] {
  const template = isRecord(part.template?.spec) ? part.template?.spec : {};
  const mounted = new Set(
    (part.volumeMounts ?? []).flatMap(mount =>
      isRecord(mount) && typeof mount.name === 'string' ? [mount.name] : [],
    ),
  );
  const volumes = [
    ...(template?.volumes ?? []),
    ...(spec.volumes ?? []).filter(({ name }) => mounted.has(name)),
    ...claimsOfConf(
      spec,
      container === 'spark-kubernetes-driver' ? 'driver' : 'executor',
    ),
  ];
  return {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 30,
    ...(part.serviceAccount ? { serviceAccountName: part.serviceAccount } : {}),
    containers: [
      {
        name: container,
        image: spec.image ?? `docker.io/apache/spark:${spec.sparkVersion}`,
        ports: [{ name: 'spark-ui', containerPort: 4040 }],
      },
    ],
    ...(volumes.length > 0
      ? {
          volumes: volumes.map(({ name, ...source }) => ({ ...source, name })),
        }
      : {}),
  };
}
