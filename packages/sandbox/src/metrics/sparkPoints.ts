import type { SparkFacts } from '../workload';
import { Target, type MetricPoint } from './metricPoint';

/**
 * The driver page and the executors page of Spark 4.0: the query's and the
 * namespace's names are part of the metrics' names, each gauge stands there
 * as `_Value` and as `_Number`.
 */
export function sparkPoints(spark: SparkFacts): MetricPoint[] {
  const points: MetricPoint[] = [];
  const target = new Target(points, {
    namespace: spark.namespace,
    pod: spark.driverPod,
    sparkoperator_k8s_io_app_name: spark.application,
    container: 'spark-kubernetes-driver',
    job: `${spark.namespace}/${spark.application}`,
  });
  target.gauge('up', 1);
  const driver = `metrics_${plain(spark.metricsNamespace)}_driver_`;
  const gauge = (name: string, value: number) => {
    target.gauge(`${driver}${name}_Value`, value, { type: 'gauges' });
    target.gauge(`${driver}${name}_Number`, value, { type: 'gauges' });
  };
  gauge('DAGScheduler_job_activeJobs', 0);
  gauge('DAGScheduler_stage_failedStages', 0);
  gauge('jvm_heap_used', 410 * 2 ** 20);
  if (spark.lastBatch) {
    const { rows, durationMs, watermark, sinceTrigger } = {
      ...spark.lastBatch,
      sinceTrigger: Math.max(spark.lastBatch.durationMs, 10_000) / 1_000,
    };
    const query = `spark_streaming_${plain(spark.query)}_`;
    gauge(`${query}inputRate_total`, rows / sinceTrigger);
    gauge(`${query}processingRate_total`, rows / (durationMs / 1_000));
    gauge(`${query}latency`, Math.round(durationMs));
    gauge(`${query}eventTime_watermark`, watermark);
    gauge(`${query}states_rowsTotal`, 0);
    gauge(`${query}states_usedBytes`, 0);
  }
  executors(target, spark);
  return points;
}

function executors(target: Target, spark: SparkFacts): void {
  const ids = [
    'driver',
    ...spark.executors.filter(({ ready }) => ready).map(({ id }) => id),
  ];
  for (const id of ids) {
    const labels = {
      application_id: spark.applicationId,
      application_name: spark.application,
      executor_id: id,
    };
    const working = id !== 'driver';
    target.gauge('metrics_executor_memoryUsed_bytes', 34 * 2 ** 20, labels);
    target.gauge('metrics_executor_maxMemory_bytes', 420 * 2 ** 20, labels);
    target.gauge('metrics_executor_JVMHeapMemory_bytes', 380 * 2 ** 20, labels);
    target.gauge('metrics_executor_totalCores', working ? 1 : 0, labels);
    target.gauge('metrics_executor_activeTasks', 0, labels);
    target.counter('metrics_executor_failedTasks_total', 0, labels);
    target.counter(
      'metrics_executor_completedTasks_total',
      working ? (spark.lastBatch?.batch ?? 0) * 2 : 0,
      labels,
    );
  }
}

/** Dots and hyphens become underscores, as Spark's servlet writes them. */
function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '_');
}
