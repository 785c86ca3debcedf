import { stringify } from 'yaml';

const READY_MS = 300;
const GONE_MS = 300;
const TEN_MINUTES_MS = 600_000;

interface Requirement {
  key: string;
  operator: 'Exists' | 'DoesNotExist' | 'In' | 'NotIn';
  values?: string[];
}

const ALIVE: Requirement = {
  key: '.metadata.deletionTimestamp',
  operator: 'DoesNotExist',
};

/** All containers run and are ready, as soon as the pod has a node. */
const RUNNING = `
{{ $now := Now }}
phase: Running
startTime: {{ $now | Quote }}
{{ with PodIPsWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
podIP: {{ index . 0 | Quote }}
{{ end }}
conditions:
{{ range $type := list "Initialized" "ContainersReady" "Ready" }}
- type: {{ $type | Quote }}
  status: "True"
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  started: true
  restartCount: 0
  state:
    running:
      startedAt: {{ $now | Quote }}
{{ end }}
`;

/** A pod of a Job has done its work. */
const DONE = `
{{ $now := Now }}
phase: Succeeded
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: false
  started: false
  restartCount: 0
  state:
    terminated:
      exitCode: 0
      reason: Completed
      startedAt: {{ $now | Quote }}
      finishedAt: {{ $now | Quote }}
{{ end }}
`;

function stage(
  kind: 'Pod' | 'Node',
  name: string,
  requirements: Requirement[],
  delayMs: number,
  next: { statusTemplate: string } | { delete: true },
) {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind },
      selector: { matchExpressions: requirements },
      delay: { durationMilliseconds: delayMs },
      next,
    },
  };
}

/** What KWOK, which has no stages of its own, does with pods: they start, end when of a Job, and go. */
export function podStages(): string {
  const phase = (value: string): Requirement => ({
    key: '.status.phase',
    operator: 'In',
    values: [value],
  });
  const ofJob: Requirement = {
    key: '.metadata.ownerReferences.[].kind',
    operator: 'In',
    values: ['Job'],
  };
  const going: Requirement = {
    key: '.metadata.deletionTimestamp',
    operator: 'Exists',
  };
  const ready: Requirement = {
    key: '.status.conditions.[] | select( .type == "Ready" ) | .status',
    operator: 'In',
    values: ['True'],
  };
  return [
    // Without any stage for nodes KWOK looks after none, and so after no pod on one.
    stage('Node', 'node-lives', [ready], TEN_MINUTES_MS, {
      statusTemplate: 'phase: Running',
    }),
    stage('Pod', 'pod-runs', [ALIVE, phase('Pending')], READY_MS, {
      statusTemplate: RUNNING,
    }),
    stage('Pod', 'pod-is-done', [ALIVE, phase('Running'), ofJob], READY_MS, {
      statusTemplate: DONE,
    }),
    stage('Pod', 'pod-goes', [going], GONE_MS, { delete: true }),
  ]
    .map(each => stringify(each, { lineWidth: 0 }))
    .join('---\n');
}
