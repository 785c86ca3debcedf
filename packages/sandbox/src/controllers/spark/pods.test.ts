import type { SparkApplication } from '../kinds/spark';
import { driverFor, executorsFor } from './pods';

const CONF = 'spark.kubernetes';
const app: SparkApplication = {
  apiVersion: 'sparkoperator.k8s.io/v1beta2',
  kind: 'SparkApplication',
  metadata: { name: 'enrich', namespace: 'orders', uid: 'u' },
  spec: {
    type: 'Python',
    sparkVersion: '4.0.4',
    sparkConf: {
      [`${CONF}.driver.volumes.persistentVolumeClaim.checkpoint.options.claimName`]:
        'enrich-checkpoint',
      [`${CONF}.driver.volumes.persistentVolumeClaim.checkpoint.mount.path`]:
        '/checkpoint',
      [`${CONF}.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.claimName`]:
        'OnDemand',
    },
    driver: {},
    executor: { instances: 1 },
  },
};

describe('pods of a Spark application', () => {
  it('mount the claims that sparkConf names, not those that it wants made', () => {
    const driver = driverFor(app, '1');
    expect(driver.spec.volumes).toEqual([
      {
        name: 'checkpoint',
        persistentVolumeClaim: { claimName: 'enrich-checkpoint' },
      },
    ]);
    expect(executorsFor(app, driver)[0].spec.volumes).toBeUndefined();
  });
});
