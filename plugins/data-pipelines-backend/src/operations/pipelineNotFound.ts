import { UnknownNameError } from '../errors';

/** 404, also for a pipeline of which the caller may see nothing. */
export function pipelineNotFound(pipeline: string): UnknownNameError {
  return new UnknownNameError(`There is no pipeline ${pipeline} that you may see; check the name`, {
    code: 'PIPELINE_NOT_FOUND',
    reason: `No element that you may see carries the label app.kubernetes.io/part-of: ${pipeline}.`,
    remedy: 'Check the name.',
  });
}
