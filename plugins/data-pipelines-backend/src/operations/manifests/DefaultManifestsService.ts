import {
  LINT_RULES,
  lintManifests,
  type KubernetesManifest,
  type LintReport,
  type LintRequest,
  type ManifestOutcome,
  type ManifestsReport,
  type ManifestsRequest,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type { KnownStorageClasses } from '../../health/KnownStorageClasses';
import type { Clusters } from '../../clusters/ClusterConnection';
import { RefusedAccessError, UnavailableError } from '../../errors';
import type { AllowedKind } from './allowedKinds';
import { attachmentOf, attachmentProblem } from './attachments';
import { idTakenProblem, takeoverProblem, type ElementPlace } from './existingObjects';
import { belonging, nameOf, referenceOf, type CheckedManifest } from './manifest';
import { problemsError, someProblem, type ManifestProblem } from './ManifestProblem';
import type { ManifestsService } from './ManifestsService';
import { refusalProblem } from './refusals';
import { TargetNamespace, type Placed } from './TargetNamespace';
import { storageClassProblems } from './storageClassProblems';
import type { UnreadKind } from './unreadKind';
import { shapeProblems, validateManifests } from './validateManifests';
import { isSuccess, outcomeOf, writeObject, type Step } from './writeObject';

/** What the write side needs. */
export interface DefaultManifestsOptions {
  clusters: Clusters;
  kinds: readonly AllowedKind[];
  /** Where an element id is known to stand, over all clusters. */
  placesOf(element: string): readonly ElementPlace[];
  /** What is known of the storage classes of a cluster. */
  storageClassesOf(cluster: string): KnownStorageClasses;
  /** What has not been read of a cluster, so that whose its elements are is not known. */
  unreadOf(cluster: string): UnreadKind | undefined;
  /** When a request has taken long enough, looks and writes together; {@link WRITE_MS} after it began unless given. */
  deadline?(): AbortSignal;
}

/** Milliseconds that one request may take as a whole: less than proxies wait, more than any that goes well. */
const WRITE_MS = 120_000;

/** A manifest that the cluster would take, with what is there before. */
interface Rehearsed extends Step {
  problem?: ManifestProblem;
  outcome: ManifestOutcome['outcome'];
}

/**
 * Writes manifests to a cluster, in one order always: check all that needs no
 * cluster, look at what is there, rehearse every object by server-side dry run,
 * and only then write, stopping at the first failure.
 */
export class DefaultManifestsService implements ManifestsService {
  readonly #options: DefaultManifestsOptions;

  constructor(options: DefaultManifestsOptions) {
    this.#options = options;
  }

  async lint(request: LintRequest): Promise<LintReport> {
    const problems = request.manifests.flatMap(shapeProblems);
    if (someProblem(problems)) throw problemsError(problems);
    return { findings: lintManifests(request.manifests), rulesChecked: LINT_RULES.length };
  }

  async dryRun(request: ManifestsRequest): Promise<ManifestsReport> {
    const rehearsal = await this.#rehearse(request, this.#deadline());
    return report(request, true, rehearsal.steps.map(step => rehearsedOutcome(step, request.cluster)));
  }

  async apply(request: ManifestsRequest): Promise<ManifestsReport> {
    const deadline = this.#deadline();
    const { target, steps } = await this.#rehearse(request, deadline);
    const problems = steps.flatMap(step => step.problem ?? []);
    if (someProblem(problems)) throw problemsError(problems);
    const outcomes: ManifestOutcome[] = [];
    let stopped: string | undefined;
    for (const step of steps) {
      if (stopped === undefined && deadline.aborted) stopped = 'the time for the whole request ended';
      if (stopped !== undefined) {
        outcomes.push({
          object: referenceOf(step.manifest, request.cluster),
          outcome: 'not-tried',
          reason: `Not tried because ${stopped} before it.`,
        });
        continue;
      }
      const outcome = await writeObject(target, step);
      outcomes.push(outcome);
      if (outcome.outcome === 'failed') stopped = `${nameOf(step.manifest)} failed`;
    }
    return report(request, false, outcomes);
  }

  #deadline(): AbortSignal {
    return this.#options.deadline?.() ?? AbortSignal.timeout(WRITE_MS);
  }

  /** Everything up to the first write. @throws for faults of the whole request */
  async #rehearse(request: ManifestsRequest, deadline: AbortSignal): Promise<{ target: TargetNamespace; steps: Rehearsed[] }> {
    try {
      return await this.#lookAndRehearse(request, deadline);
    } catch (error) {
      if (!deadline.aborted) throw error;
      throw new UnavailableError(
        `Nothing was written: cluster ${request.cluster} took too long to say what is there and whether it would take the manifests; try again when it answers faster`,
        { code: 'CLUSTER_UNREACHABLE', reason: 'The time for the whole request ended before anything was written.', remedy: 'Try again when the cluster answers faster, or with fewer manifests.' },
      );
    }
  }

  async #lookAndRehearse(request: ManifestsRequest, deadline: AbortSignal): Promise<{ target: TargetNamespace; steps: Rehearsed[] }> {
    const { cluster, namespace } = request;
    const connection = this.#options.clusters.connection(cluster);
    this.#requireAllowedNamespace(cluster, namespace);
    const { manifests, problems } = validateManifests({ namespace, manifests: request.manifests, kinds: this.#options.kinds });
    if (someProblem(problems)) throw problemsError(problems);
    this.#requireReachable(cluster);
    this.#requireRead(cluster);
    const unsuitable = storageClassProblems(manifests, this.#options.storageClassesOf(cluster), cluster);
    if (someProblem(unsuitable)) throw problemsError(unsuitable);

    const target = new TargetNamespace(connection, namespace, deadline);
    await target.requireNamespace();
    const placing = await target.place(manifests);
    if (someProblem(placing.problems)) throw problemsError(placing.problems);
    const owners = ownersByElement(manifests);
    const strangers = await attachedElsewhere(target, manifests, owners);
    if (someProblem(strangers)) throw problemsError(strangers);
    const steps: Rehearsed[] = [];
    for (const placed of placing.placed) {
      const existing = await target.read(placed);
      const owner = owners.get(placed.manifest.element);
      steps.push(await this.#rehearseOne(target, placed, existing, owner));
    }
    return { target, steps };
  }

  async #rehearseOne(
    target: TargetNamespace,
    placed: Placed,
    existing: KubernetesManifest | undefined,
    owner: string | undefined,
  ): Promise<Rehearsed> {
    const { manifest } = placed;
    const problem =
      takeoverProblem(manifest, existing, owner) ??
      idTakenProblem(manifest, target.cluster, this.#options.placesOf(manifest.element));
    if (problem) return { ...placed, existing, problem, outcome: 'failed' };
    const response = await target.apply(placed, { dryRun: true });
    if (!isSuccess(response)) {
      return { ...placed, existing, problem: refusalProblem(manifest, target.cluster, response), outcome: 'failed' };
    }
    return { ...placed, existing, outcome: outcomeOf(existing, response) };
  }

  #requireAllowedNamespace(cluster: string, namespace: string): void {
    const allowed = this.#options.clusters.allowedNamespaces(cluster);
    if (allowed === undefined || allowed.includes(namespace)) return;
    throw new RefusedAccessError(
      `Nothing was written: Penstock may not write to the namespace ${namespace} of ${cluster}; choose one of ${allowed.join(', ')}, or have the configuration changed`,
      {
        code: 'NAMESPACE_NOT_ALLOWED',
        reason: `The configuration allows only ${allowed.join(', ') || 'no namespace'} in ${cluster}.`,
        remedy: `Choose one of ${allowed.join(', ') || 'another cluster'}, or have the configuration changed.`,
      },
    );
  }

  #requireReachable(cluster: string): void {
    const { reachable } = this.#options.clusters.state(cluster);
    if (reachable.state === 'reachable') return;
    if (reachable.class === 'connecting') throw notReadYet(cluster, reachable.reason);
    throw new UnavailableError(
      `Nothing was written: cluster ${cluster} cannot be reached since ${reachable.since}: ${reachable.reason}; try again when it answers`,
      { code: 'CLUSTER_UNREACHABLE', reason: reachable.reason, remedy: 'Try again when the cluster answers.' },
    );
  }

  /** Whose an element is, the caller's rights are decided on: without that nothing may be decided. */
  #requireRead(cluster: string): void {
    const unread = this.#options.unreadOf(cluster);
    if (unread === undefined) return;
    if (!unread.denied) throw notReadYet(cluster, `${unread.kind}: ${unread.reason}`);
    throw new UnavailableError(
      `Nothing was written: cluster ${cluster} does not let Penstock read ${unread.kind}, so whose its elements are is not known: ${unread.reason}; ask its administrator for the right to list and watch it`,
      {
        code: 'CLUSTER_UNREACHABLE',
        reason: `Penstock may not read ${unread.kind} in ${cluster}: ${unread.reason}`,
        remedy: `Ask the administrator of ${cluster} to let Penstock's service account list and watch ${unread.kind}.`,
      },
    );
  }
}

function notReadYet(cluster: string, reason: string): UnavailableError {
  return new UnavailableError(
    `Nothing was written: cluster ${cluster} has not been read yet, so whose its elements are is not known (${reason}); try again in a few seconds`,
    { code: 'CLUSTER_UNREACHABLE', reason: `Cluster ${cluster} has not been read yet: ${reason}`, remedy: 'Try again in a few seconds.' },
  );
}

/** Objects that would become a part of somebody else's cluster; what the request itself brings is looked at as it is there. */
async function attachedElsewhere(
  target: TargetNamespace,
  manifests: readonly CheckedManifest[],
  owners: ReadonlyMap<string, string>,
): Promise<ManifestProblem[]> {
  const known = new Map<string, KubernetesManifest | undefined>();
  const problems: ManifestProblem[] = [];
  for (const manifest of manifests) {
    const attachment = attachmentOf(manifest);
    if (attachment === undefined) continue;
    const name = nameOf(attachment);
    const own = manifests.find(other => other.kind === attachment.kind && other.name === attachment.name);
    if (!known.has(name)) known.set(name, own?.body ?? (await target.readAttached(attachment)));
    const problem = attachmentProblem(manifest, attachment, known.get(name), owners.get(manifest.element));
    if (problem) problems.push(problem);
  }
  return problems;
}

function rehearsedOutcome({ manifest, outcome, problem }: Rehearsed, cluster: string): ManifestOutcome {
  const object = referenceOf(manifest, cluster);
  if (!problem) return { object, outcome };
  return { object, outcome, code: problem.code, reason: `${problem.sentence}.`, remedy: `${problem.remedy}.` };
}

function report(request: ManifestsRequest, dryRun: boolean, outcomes: ManifestOutcome[]): ManifestsReport {
  const { cluster, namespace } = request;
  const succeeded = outcomes.every(({ outcome }) => outcome !== 'failed' && outcome !== 'not-tried');
  return { cluster, namespace, dryRun, succeeded, outcomes };
}

function ownersByElement(manifests: readonly CheckedManifest[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { element, body } of manifests) {
    const { owner } = belonging(body.metadata);
    if (owner !== undefined) owners.set(element, owner);
  }
  return owners;
}
