import type { ManifestsRequest } from '@penstock/backstage-plugin-data-pipelines-common';
import type { AllowedKind } from './allowedKinds';
import { belonging } from './manifest';
import { problemsError, someProblem } from './ManifestProblem';
import { validateManifests } from './validateManifests';

/** An element that a request speaks for, as its manifests describe it. */
export interface ElementClaim {
  element: string;
  pipeline: string;
  /** From the annotation, as written there. */
  owner?: string;
}

/**
 * The elements that a request speaks for, each once per pipeline that it is
 * claimed for. Pure.
 *
 * @throws RefusedInputError with all that is wrong with the manifests
 */
export function elementClaims(request: ManifestsRequest, kinds: readonly AllowedKind[]): readonly ElementClaim[] {
  const { manifests, problems } = validateManifests({ ...request, kinds });
  if (someProblem(problems)) throw problemsError(problems);
  const claims = new Map<string, ElementClaim>();
  for (const { element, pipeline, body } of manifests) {
    const key = `${element} ${pipeline}`;
    const owner = claims.get(key)?.owner ?? belonging(body.metadata).owner;
    claims.set(key, { element, pipeline, owner });
  }
  return [...claims.values()];
}
