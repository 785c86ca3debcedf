import type { PreflightCheck } from '@penstock/backstage-plugin-data-pipelines-common';
import type { PlanDraft } from '@penstock/backstage-plugin-data-pipelines-node';
import { ANNOTATION_DEPLOYMENT_PAUSED, deployedBy, type DeployedBy } from '../../engines/shared/gitOps';
import { objected, passed } from '../../engines/shared/preflightCodes';
import { changedObjects, type ChangedObject, type Touch } from './changedObjects';
import { PREFLIGHT_CODES as CODES } from './preflight/codes';
import { sourceChangeOf } from './sourceChange';
import { fieldText, nameList, objectName } from './words';
import type { World } from './World';

/** What comes of it, and what to do instead. */
interface Objection {
  result: 'warn' | 'block';
  sentence: string;
  remedy: string;
}

const NOTHING: Readonly<Record<Touch, boolean>> = { lasting: false, passing: false, pausing: false, adding: true, replaced: false, deleted: false };

/** How each tool is told to leave an object alone for a time. */
const PAUSES: Readonly<Record<string, string>> = {
  'Argo CD': 'switch off the automated sync of its Application',
  'Flux (kustomize-controller)': 'suspend its Kustomization (flux suspend kustomization)',
  'Flux (helm-controller)': 'suspend its HelmRelease (flux suspend helmrelease)',
};

function pauseRemedy({ tool }: DeployedBy, about: string): string {
  return `For the time of the operation ${PAUSES[tool] ?? `pause ${tool}`}, say so by the annotation ${ANNOTATION_DEPLOYMENT_PAUSED}: "true" on ${about}, and take both back afterwards.`;
}

/** Of a tool that writes its source again and again. */
function reverting(touch: Touch, owner: DeployedBy, about: string, fields: string): Objection {
  switch (touch) {
    case 'lasting':
      return {
        result: 'block',
        sentence: 'the change belongs in the source, and a change here would be reverted',
        remedy: `Open a pull request that sets ${fields} of ${about} to the new value in its source. In an emergency: ${lowered(pauseRemedy(owner, about))}`,
      };
    case 'pausing':
      return {
        result: 'warn',
        sentence: `it may give back ${fields} while writes are held back; the cut is then told as a weaker one`,
        remedy: `Ask for crash consistency, or: ${lowered(pauseRemedy(owner, about))}`,
      };
    case 'replaced':
      return { result: 'block', sentence: 'it may make the object again as its source has it while the operation replaces it', remedy: pauseRemedy(owner, about) };
    case 'deleted':
      return { result: 'block', sentence: 'it makes again what is deleted here, as long as its source has it', remedy: `Take ${about} out of its source, and let ${owner.tool} remove it or leave it.` };
    default:
      return { result: 'block', sentence: `it would give back ${fields} in the middle of the operation`, remedy: pauseRemedy(owner, about) };
  }
}

/** Of a tool that writes its source only when somebody releases, or that is told to leave the object alone. */
function resting(touch: Touch, owner: DeployedBy, about: string, fields: string): Objection | undefined {
  const until = owner.reverts ? `once ${owner.tool} is no longer told to leave it alone (${owner.held ?? ''})` : 'with its next release';
  switch (touch) {
    case 'lasting':
      return {
        result: 'warn',
        sentence: `${until} the old value is written again, unless the source has the new one`,
        remedy: `Open a pull request that sets ${fields} of ${about} to the new value in its source.`,
      };
    case 'deleted':
      return { result: 'warn', sentence: `${until} it is made again, unless it is taken out of the source`, remedy: `Take ${about} out of its source.` };
    default:
      return undefined;
  }
}

function lowered(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

/** What operators make bears the labels of what they make it from. */
function inheritsLabels({ key }: ChangedObject, world: World): boolean {
  if (key.kind !== 'PersistentVolumeClaim') return false;
  const volumes = world.elements.filter(({ cluster }) => cluster === key.cluster).flatMap(({ view }) => view.volumes);
  const volume = volumes.find(({ name, namespace }) => name === key.name && namespace === key.namespace);
  return volume !== undefined && volume.sizeOwner.object.kind !== key.kind;
}

function fieldsOf(changed: ChangedObject): string {
  return changed.changes.length === 0 ? 'its fields' : nameList(changed.changes.map(({ path }) => fieldText(path)));
}

function checkOf(changed: ChangedObject, world: World): PreflightCheck | undefined {
  const { key, object, touch } = changed;
  const about = objectName(key);
  if (object === undefined) {
    return objected(CODES.NOT_UNDER_GITOPS, 'unknown', {
      sentence: `Whether a deployment tool owns ${about}: it could not be read`,
      remedy: 'If its source is in Git, change it there, too.',
      object: key,
    });
  }
  const owner = deployedBy(object, { inheritsLabels: inheritsLabels(changed, world) });
  if (owner === undefined || NOTHING[touch]) return undefined;
  const judge = owner.reverts && owner.held === undefined ? reverting : resting;
  const objection = judge(touch, owner, about, fieldsOf(changed));
  if (objection === undefined) return undefined;
  const check = objected(CODES.NOT_UNDER_GITOPS, objection.result, {
    sentence: `${about} is deployed by ${owner.tool} (${owner.evidence}): ${objection.sentence}`,
    remedy: objection.remedy,
    object: key,
  });
  return touch === 'lasting' ? { ...check, source: sourceChangeOf(changed, owner.tool) } : check;
}

/**
 * Whether a deployment tool would take back what a plan does to objects that
 * were there before; one check for each that it objects to, else one for all
 * of them. The one rule for all kinds of operation. Pure.
 */
export function deploymentChecks(steps: PlanDraft['steps'], world: World): PreflightCheck[] {
  const changed = changedObjects(steps, world);
  if (changed.length === 0) return [];
  const objections = changed.flatMap(each => checkOf(each, world) ?? []);
  if (objections.length > 0) return objections;
  return [passed(CODES.NOT_UNDER_GITOPS, `No deployment tool takes back what is done to ${nameList(changed.map(({ key }) => objectName(key)))}`)];
}

/** The draft with these checks, put in in this one place, so that no planner can forget them. Pure. */
export function withDeploymentChecks(draft: PlanDraft, world: World): PlanDraft {
  return { ...draft, preflight: [...draft.preflight, ...deploymentChecks(draft.steps, world)] };
}
