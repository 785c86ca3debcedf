import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type {
  LintReport,
  LintRequest,
  ManifestsReport,
  ManifestsRequest,
} from '@penstock/backstage-plugin-data-pipelines-common';

/** The write side of this issue: manifests to a cluster. Only `operations/` writes. */
export interface ManifestsService {
  lint(request: LintRequest, options: { credentials: BackstageCredentials }): Promise<LintReport>;
  dryRun(request: ManifestsRequest, options: { credentials: BackstageCredentials }): Promise<ManifestsReport>;
  apply(request: ManifestsRequest, options: { credentials: BackstageCredentials }): Promise<ManifestsReport>;
}
