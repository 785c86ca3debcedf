import type { Caller } from '../../audit/Audit';
import type {
  LintReport,
  LintRequest,
  ManifestsReport,
  ManifestsRequest,
} from '@penstock/backstage-plugin-data-pipelines-common';

/** The write side of this issue: manifests to a cluster. Only `operations/` writes. */
export interface ManifestsService {
  lint(request: LintRequest, options: Caller): Promise<LintReport>;
  dryRun(request: ManifestsRequest, options: Caller): Promise<ManifestsReport>;
  apply(request: ManifestsRequest, options: Caller): Promise<ManifestsReport>;
}
