import { findingCodes } from '../shared/finding';

/** Codes of the spark engine. */
export const SPARK_CODES = findingCodes({
  SPARK_NOT_SUBMITTED: 'The operator has not submitted the application yet.',
  SPARK_SETTLING: 'The application is being submitted, restarted, resumed or ended.',
  SPARK_FAILING: 'The driver has failed or is gone; the operator decides about a retry.',
  SPARK_CRASH_LOOP: 'The driver fails again and again.',
  SPARK_FAILED: 'The application has failed for good.',
  SPARK_SUBMISSION_FAILED: 'The last submission failed; retries are left.',
  SPARK_STREAM_ENDED: 'A stream has completed, which it must not.',
  SPARK_SUSPENDED: 'The application is suspended on purpose.',
  SPARK_RESTARTED: 'The application was submitted more than once; resuming counts like restarting.',
  SPARK_DRIVER_MISSING: 'The application is RUNNING, but its driver pod does not exist.',
  SPARK_WATERMARK_STALLED: 'The event-time watermark of a stream stands still.',
  SPARK_SCHEDULE_INVALID: 'The operator refuses the schedule.',
  SPARK_SCHEDULE_OVERDUE: 'The next run should have started.',
  SPARK_LAST_RUN_FAILED: 'The newest run of a schedule failed.',
  SPARK_CONNECT_NOT_READY: 'The Spark Connect server is not ready.',
  SPARK_CONNECT_FAILED: 'The Spark Connect server has failed.',
});
