import { at, entriesAt, isKind, itemsAt, SPARK, textAt, type KubernetesManifest } from './manifest';
import { rule, type Fault, type LintRule } from './rule';

/** The part that both kinds share, with the path that leads to it. */
function specOf(manifest: KubernetesManifest): { spec: unknown; path: string } | undefined {
  if (isKind(manifest, SPARK, 'SparkApplication')) return { spec: at(manifest, 'spec'), path: 'spec' };
  if (isKind(manifest, SPARK, 'ScheduledSparkApplication')) return { spec: at(manifest, 'spec', 'template'), path: 'spec.template' };
  return undefined;
}

const perApplication =
  (check: (spec: unknown, path: string, manifest: KubernetesManifest) => Fault[]) => (manifest: KubernetesManifest) => {
    const found = specOf(manifest);
    return found ? check(found.spec, found.path, manifest) : [];
  };

const conf = (spec: unknown, key: string) => textAt(spec, 'sparkConf', key);

/** A stream says so by annotation, or by being restarted whenever it ends. */
const isStream = (spec: unknown, manifest: KubernetesManifest) =>
  textAt(manifest, 'metadata', 'annotations', 'penstock.dev/mode') === 'streaming' || textAt(spec, 'restartPolicy', 'type') === 'Always';

const serviceAccount = rule({
  id: 'spark-service-account',
  severity: 'error',
  sentence: 'The driver makes its executors itself and needs a service account that may.',
  faults: perApplication((spec, path) =>
    textAt(spec, 'driver', 'serviceAccount') === undefined && textAt(spec, 'driver', 'template', 'spec', 'serviceAccountName') === undefined
      ? [{ path: `${path}.driver.serviceAccount`, sentence: 'The driver has no service account.', remedy: 'Name one that is bound to a Role for pods, services, configmaps and claims.' }]
      : []),
});

const eventLog = rule({
  id: 'spark-event-log',
  severity: 'warning',
  sentence: 'A run that has ended can only be understood from its event log.',
  faults: perApplication((spec, path) =>
    conf(spec, 'spark.eventLog.enabled') === 'true' && conf(spec, 'spark.eventLog.dir') !== undefined
      ? []
      : [{ path: `${path}.sparkConf`, sentence: 'No event log is written.', remedy: 'Set spark.eventLog.enabled and spark.eventLog.dir.' }]),
});

const streamRestart = rule({
  id: 'spark-stream-restart',
  severity: 'error',
  sentence: 'A stream that ends must be started again.',
  faults: perApplication((spec, path, manifest) =>
    textAt(manifest, 'metadata', 'annotations', 'penstock.dev/mode') === 'streaming' && textAt(spec, 'restartPolicy', 'type') !== 'Always'
      ? [{ path: `${path}.restartPolicy`, sentence: `The stream would stay down after restartPolicy ${textAt(spec, 'restartPolicy', 'type') ?? 'Never'}.`, remedy: 'Set type Always.' }]
      : []),
});

const checkpoint = rule({
  id: 'spark-checkpoint',
  severity: 'error',
  sentence: 'A checkpoint on the pod is gone with the pod, and the stream reads everything again.',
  faults: perApplication((spec, path) =>
    itemsAt(spec, 'volumes').flatMap((volume, index) =>
      /checkpoint/i.test(textAt(volume, 'name') ?? '') && at(volume, 'emptyDir') !== undefined
        ? [{ path: `${path}.volumes[${index}]`, sentence: 'The checkpoint is an emptyDir.', remedy: 'Use a persistent claim or object storage.' }]
        : [])),
});

const packages = rule({
  id: 'spark-packages',
  severity: 'warning',
  sentence: 'Packages that are fetched at each start make each start depend on a foreign server.',
  faults: perApplication((spec, path) =>
    itemsAt(spec, 'deps', 'packages').length > 0
      ? [{ path: `${path}.deps.packages`, sentence: `${itemsAt(spec, 'deps', 'packages').length} packages are fetched by the driver at each start.`, remedy: 'Put them into the image.' }]
      : []),
});

const dynamicAllocation = rule({
  id: 'spark-shuffle-tracking',
  severity: 'error',
  sentence: 'Dynamic allocation on Kubernetes needs shuffle tracking, or executors vanish with data that is still wanted.',
  faults: perApplication((spec, path) =>
    at(spec, 'dynamicAllocation', 'enabled') === true && at(spec, 'dynamicAllocation', 'shuffleTrackingEnabled') !== true
      ? [{ path: `${path}.dynamicAllocation`, sentence: 'Shuffle tracking is off.', remedy: 'Set shuffleTrackingEnabled to true.' }]
      : []),
});

const metricsNamespace = rule({
  id: 'spark-metrics-namespace',
  severity: 'warning',
  sentence: 'Without a name of its own each run makes new metric names.',
  faults: perApplication((spec, path, manifest) => {
    const faults = [];
    if (conf(spec, 'spark.metrics.namespace') === undefined) {
      faults.push({ path: `${path}.sparkConf`, sentence: 'spark.metrics.namespace is not set.', remedy: 'Set it to the name of the application.' });
    }
    if (isStream(spec, manifest) && conf(spec, 'spark.sql.streaming.metricsEnabled') !== 'true') {
      faults.push({ path: `${path}.sparkConf`, sentence: 'The stream shows no metrics of its own.', remedy: 'Set spark.sql.streaming.metricsEnabled to "true".' });
    }
    return faults;
  }),
});

const confText = rule({
  id: 'spark-conf-text',
  severity: 'error',
  sentence: 'Values of sparkConf are text; the API server refuses a bare true or number.',
  faults: perApplication((spec, path) =>
    entriesAt(spec, 'sparkConf')
      .filter(([, value]) => typeof value !== 'string')
      .map(([key]) => ({ path: `${path}.sparkConf.${key}`, sentence: `${key} is not written as text.`, remedy: 'Put it in quotes.' }))),
});

const notRoot = rule({
  id: 'spark-not-root',
  severity: 'warning',
  sentence: 'Driver and executors do not run as root.',
  faults: perApplication((spec, path) =>
    ['driver', 'executor']
      .filter(part => at(spec, part) !== undefined && at(spec, part, 'securityContext', 'runAsNonRoot') !== true && at(spec, part, 'podSecurityContext', 'runAsNonRoot') !== true)
      .map(part => ({ path: `${path}.${part}.securityContext`, sentence: `The ${part} may run as root.`, remedy: 'Set runAsNonRoot to true.' }))),
});

const SECRET_KEY = /(password|secret|token|access\.key|api[._-]?key)/i;

const inlineSecrets = rule({
  id: 'spark-inline-secret',
  severity: 'error',
  sentence: 'A password in sparkConf or env is readable by everyone who may read applications, and shown in the Spark UI.',
  faults: perApplication((spec, path) => [
    ...entriesAt(spec, 'sparkConf')
      .filter(([key, value]) => SECRET_KEY.test(key) && !/secretKeyRef|\.provider$/i.test(key) && typeof value === 'string' && value !== '' && !value.startsWith('${'))
      .map(([key]) => ({ path: `${path}.sparkConf.${key}`, sentence: `${key} is written out.`, remedy: 'Pass it with env.valueFrom.secretKeyRef.' })),
    ...['driver', 'executor'].flatMap(part =>
      itemsAt(spec, part, 'env')
        .filter(variable => SECRET_KEY.test(textAt(variable, 'name') ?? '') && textAt(variable, 'value') !== undefined)
        .map(variable => ({ path: `${path}.${part}.env`, sentence: `${textAt(variable, 'name')} is written out.`, remedy: 'Use valueFrom.secretKeyRef.' }))),
  ]),
});

/** Rules about Spark applications. */
export const SPARK_RULES: readonly LintRule[] = [
  serviceAccount,
  eventLog,
  streamRestart,
  checkpoint,
  packages,
  dynamicAllocation,
  metricsNamespace,
  confText,
  notRoot,
  inlineSecrets,
];
