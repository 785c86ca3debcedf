import {
  elementCreatePermission,
  manifestLintPermission,
  type LintReport,
  type LintRequest,
  type ManifestsReport,
  type ManifestsRequest,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { Audit, AuditNotes, Caller } from '../audit/Audit';
import type { ElementClaim } from '../operations/manifests/elementClaims';
import type { ManifestsService } from '../operations/manifests/ManifestsService';
import { fullOwnerRef } from '../pipelines/CatalogFacts';
import { covers, type ElementAccess } from './ElementAccess';
import type { ElementResource } from './elementResource';
import { permissionDenied } from './permissionDenied';

/** What the decorator needs to know about the elements of a request. */
export interface ManifestsAuthorizationOptions {
  inner: ManifestsService;
  access: ElementAccess;
  audit: Audit;
  /** @throws RefusedInputError for manifests that no cluster needs to be asked about */
  claimsOf(request: ManifestsRequest): readonly ElementClaim[];
  /** Whom an element would belong to, as reading would tell it afterwards. */
  ownerOf(claim: ElementClaim): string | undefined;
  /** What has the id already, wherever it runs; usually one or none. */
  existing(element: string): readonly ElementResource[];
}

/**
 * Decides for every door what a caller may write. A request is allowed only
 * when the caller may create each of its elements as the manifests describe
 * them and, where an element exists, also as it is now: naming oneself as the
 * owner of another team's element does not help, in the manifests as little as
 * in a catalog file.
 */
export class AuthorizedManifestsService implements ManifestsService {
  readonly #options: ManifestsAuthorizationOptions;

  constructor(options: ManifestsAuthorizationOptions) {
    this.#options = options;
  }

  async lint(request: LintRequest, caller: Caller): Promise<LintReport> {
    const { access, audit, inner } = this.#options;
    return audit.record({ eventId: 'manifest-lint', severityLevel: 'low' }, caller, async () => {
      if (!(await access.allows(manifestLintPermission, caller.credentials))) {
        throw permissionDenied(manifestLintPermission, 'check manifests');
      }
      return inner.lint(request, caller);
    });
  }

  async dryRun(request: ManifestsRequest, caller: Caller): Promise<ManifestsReport> {
    return this.#write('manifest-dry-run', request, caller, () => this.#options.inner.dryRun(request, caller));
  }

  async apply(request: ManifestsRequest, caller: Caller): Promise<ManifestsReport> {
    return this.#write('manifest-apply', request, caller, () => this.#options.inner.apply(request, caller));
  }

  async #write(
    eventId: string,
    request: ManifestsRequest,
    caller: Caller,
    work: () => Promise<ManifestsReport>,
  ): Promise<ManifestsReport> {
    const { cluster, namespace } = request;
    return this.#options.audit.record(
      { eventId, severityLevel: 'medium', meta: { cluster, namespace } },
      caller,
      async notes => {
        await this.#requirePermission(request, caller, notes);
        const report = await work();
        notes.add({
          succeeded: report.succeeded,
          outcomes: report.outcomes.map(({ object, outcome }) => `${object.kind} ${object.name}: ${outcome}`),
        });
        return report;
      },
    );
  }

  async #requirePermission(request: ManifestsRequest, caller: Caller, notes: AuditNotes): Promise<void> {
    const { access, claimsOf, ownerOf, existing } = this.#options;
    const { cluster, namespace } = request;
    const decision = await access.decide(elementCreatePermission, caller.credentials);
    if (decision.kind === 'none') throw permissionDenied(elementCreatePermission, 'create or change elements');
    const claims = claimsOf(request);
    notes.add({ elements: claims.map(claim => claim.element) });
    for (const claim of claims) {
      const { pipeline, owner } = claim;
      const wanted = (whose: string | undefined): ElementResource => ({ pipeline, owner: whose, cluster, namespace });
      // An object is changed only under the owner that it names itself, so that owner's say is needed, whatever a catalog file says.
      const named = owner === undefined ? [] : [wanted(fullOwnerRef(owner))];
      if (![wanted(ownerOf(claim)), ...named, ...existing(claim.element)].every(resource => covers(decision, resource))) {
        throw permissionDenied(
          elementCreatePermission,
          `create or change the element ${claim.element} in ${cluster}, namespace ${namespace}`,
        );
      }
    }
  }
}
