import { KubernetesObject, namespaced } from '../../client';

export interface SparkPodSpec {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  instances?: number;
  cores?: number;
  memory?: string;
  serviceAccount?: string;
  template?: { spec?: { volumes?: SparkVolume[] } };
  volumeMounts?: object[];
}

export interface SparkVolume {
  name: string;
  persistentVolumeClaim?: { claimName: string };
}

export interface SparkSpec {
  type: string;
  sparkVersion: string;
  image?: string;
  suspend?: boolean;
  timeToLiveSeconds?: number;
  restartPolicy?: {
    type?: string;
    onFailureRetries?: number;
    onFailureRetryInterval?: number;
    onSubmissionFailureRetries?: number;
    onSubmissionFailureRetryInterval?: number;
  };
  volumes?: SparkVolume[];
  driver: SparkPodSpec;
  executor: SparkPodSpec;
  [field: string]: unknown;
}

export interface SparkStatus {
  applicationState?: { state: string; errorMessage?: string | null };
  driverInfo?: Record<string, unknown> & { podName?: string };
  executorState?: Record<string, string> | null;
  executionAttempts?: number;
  submissionAttempts?: number;
  lastSubmissionAttemptTime?: string | null;
  submissionID?: string;
  sparkApplicationId?: string;
  terminationTime?: string | null;
}

export interface SparkApplication extends KubernetesObject {
  spec: SparkSpec;
  status?: SparkStatus;
}

export const SPARK_APPLICATIONS = namespaced<SparkApplication>(
  'sparkoperator.k8s.io/v1beta2',
  'SparkApplication',
);

export interface ScheduledSparkApplication extends KubernetesObject {
  spec: {
    schedule: string;
    suspend?: boolean;
    concurrencyPolicy?: string;
    successfulRunHistoryLimit?: number;
    failedRunHistoryLimit?: number;
    template: SparkSpec;
  };
  status?: {
    scheduleState?: string;
    reason?: string;
    lastRun?: string;
    nextRun?: string;
    lastRunName?: string;
    pastSuccessfulRunNames?: string[];
    pastFailedRunNames?: string[];
  };
}

export const SCHEDULED_SPARK_APPLICATIONS =
  namespaced<ScheduledSparkApplication>(
    'sparkoperator.k8s.io/v1beta2',
    'ScheduledSparkApplication',
  );
