import type {
  Finding,
  ObjectReference,
  Severity,
} from '@penstock/backstage-plugin-data-pipelines-common';
import type {
  AssessInput,
  InventoryReader,
  KubernetesObject,
} from '@penstock/backstage-plugin-data-pipelines-node';

/** A finding's code and the one thing it means; `docs/findings.md` has a row for each. */
export interface FindingCode {
  readonly code: string;
  readonly meaning: string;
}

/** Declares codes: the key is the code. */
export function findingCodes<K extends string>(meanings: Record<K, string>): Record<K, FindingCode> {
  const codes: Partial<Record<K, FindingCode>> = {};
  for (const code of Object.keys(meanings) as K[]) {
    codes[code] = { code, meaning: meanings[code] };
  }
  return codes as Record<K, FindingCode>;
}

/** Names an object the way kubectl takes it. */
export function referenceTo(cluster: string, object: KubernetesObject): ObjectReference {
  const { namespace, name } = object.metadata;
  return {
    cluster,
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  };
}

/** What a check says about an object. */
export interface Statement {
  code: FindingCode;
  severity: Severity;
  sentence: string;
  remedy?: string;
  since?: string;
}

/** A finding about one object; absent fields stay absent. */
export function finding(inventory: InventoryReader, object: KubernetesObject, said: Statement): Finding {
  return {
    code: said.code.code,
    severity: said.severity,
    sentence: said.sentence,
    ...(said.remedy === undefined ? {} : { remedy: said.remedy }),
    ...(said.since === undefined ? {} : { since: said.since }),
    object: referenceTo(inventory.cluster, object),
  };
}

/** One question asked of an element; no finding means that nothing speaks against Healthy. */
export type Check = (input: AssessInput) => readonly Finding[];

/** A finding about the element's own resource, or none. */
export function aboutRoot(said: (input: AssessInput) => Statement | undefined): Check {
  return input => {
    const statement = said(input);
    return statement === undefined ? [] : [finding(input.inventory, input.root, statement)];
  };
}

/**
 * Asks every check. A gate that answers ends the matter: of an element that is
 * being deleted nothing else is worth saying.
 */
export function runChain(input: AssessInput, chain: { gates: readonly Check[]; checks: readonly Check[] }): Finding[] {
  for (const gate of chain.gates) {
    const answered = gate(input);
    if (answered.length > 0) return [...answered];
  }
  return chain.checks.flatMap(check => check(input));
}
