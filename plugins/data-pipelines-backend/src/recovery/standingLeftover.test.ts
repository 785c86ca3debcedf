import type { Leftover } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KindState, KubernetesObject } from '@penstock/backstage-plugin-data-pipelines-node';
import { inventoryOf } from '@penstock/backstage-plugin-data-pipelines-node/testUtils';
import { standingLeftover } from './standingLeftover';

const DEAD = 'op-deaddeaddead';
const OTHER = 'op-otherother00';
const mark = { 'penstock.dev/operation': DEAD };
const SENTENCE = 'Made by the step "Make it"; taking it back failed. It takes space until it is removed.';

function object(kind: string, name: string, labels: Record<string, string> = mark, namespace?: string): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { name, uid: `${kind}/${name}`, labels, ...(namespace !== undefined && { namespace }) } };
}

function left(kind: string, name: string, over: Partial<Leftover> = {}, namespace?: string): Leftover {
  return { object: { cluster: 'c', apiVersion: 'v1', kind, name, ...(namespace !== undefined && { namespace }) }, sentence: SENTENCE, removable: true, operation: DEAD, element: 'search', ...over };
}

function standing(leftover: Leftover, objects: readonly KubernetesObject[], kindStates: Record<string, KindState> = {}) {
  return standingLeftover(leftover, { inventory: inventoryOf(objects, { cluster: 'c', kindStates }), points: [] });
}

describe('a leftover that a row names', () => {
  const claim = left('PersistentVolumeClaim', 'copy-0', {}, 'factory');
  const there = (labels: Record<string, string>) => [object('PersistentVolumeClaim', 'copy-0', labels, 'factory')];

  it.each<[string, Record<string, string>]>([
    ['bears the mark of its operation', mark],
    ['was made for its element', { ...mark, 'penstock.dev/element': 'search' }],
    ['is a part of a copy of its element', { ...mark, 'penstock.dev/element': 'search-eaddea', 'penstock.dev/copy-of': 'search' }],
  ])('is as it was while it %s', (_, labels) => expect(standing(claim, there(labels))).toEqual(claim));

  it.each<[string, Record<string, string>, string]>([
    ['bears no mark any more', {}, "It no longer bears the label of its operation, so it may be somebody else's by now"],
    ['is of another element now', { ...mark, 'penstock.dev/element': 'orders' }, 'It bears the label of orders now'],
  ])('stays, and says why, where it %s', (_, labels, why) => {
    expect(standing(claim, there(labels))).toMatchObject({ removable: false, sentence: expect.stringContaining(`${SENTENCE} ${why}`) });
  });

  it('stays where it is not known of which element it is', () => {
    expect(standing({ ...claim, element: undefined }, there(mark))).toMatchObject({ removable: false, sentence: expect.stringContaining('It is not known of which element it is') });
  });

  it('is none any more when it is gone, or when another operation made one of its name', () => {
    expect(standing(claim, [])).toBeUndefined();
    expect(standing(claim, there({ 'penstock.dev/operation': OTHER }))).toBeUndefined();
  });

  it.each<KindState>([
    { state: 'denied', reason: '403' },
    { state: 'watched', freshness: { state: 'stale', observedAt: '2026-01-01T00:00:00Z', reason: 'The watch is broken.' } },
  ])('is not said to be gone by a list that is $state', state => expect(standing(claim, [], { PersistentVolumeClaim: state })).toEqual(claim));

  it('that was only changed is told as it was, whoever made it', () => {
    const changed = { ...claim, removable: false };
    expect(standing(changed, there({ 'penstock.dev/operation': OTHER }))).toEqual(changed);
  });
});

describe('a namespace that is left over', () => {
  const drill = left('Namespace', 'drill', { element: undefined });
  const HAND = 'Look at all of it, then delete it by hand: kubectl delete namespace drill';
  const within = (kind: string, name: string, labels?: Record<string, string>) => ({ ...object(kind, name, labels, 'drill'), ...(kind === 'StatefulSet' && { apiVersion: 'apps/v1' }) });

  it('is never removable, and tells what of it the operation made and what not', () => {
    const objects = [
      object('Namespace', 'drill'),
      ...['a', 'b'].map(name => within('PersistentVolumeClaim', name)),
      within('PersistentVolumeClaim', 'mine', {}),
      within('StatefulSet', 'search', {}),
      within('Pod', 'search-0', {}),
      object('Pod', 'elsewhere', {}, 'factory'),
    ];
    expect(standing(drill, objects)).toEqual({
      ...drill,
      removable: false,
      sentence: `${SENTENCE} Penstock removes no namespace, since it may hold what others made. It holds 2 PersistentVolumeClaims that the operation made, 1 PersistentVolumeClaim that bears no mark of it, 1 StatefulSet that bears no mark of it, 1 Pod that bears no mark of it. ${HAND}`,
    });
  });

  it('tells of which kinds it holds nothing, and of which nothing is known', () => {
    expect(standing(drill, [object('Namespace', 'drill')])?.sentence).toContain(`Of PersistentVolumeClaims, StatefulSets, Pods it holds none now. ${HAND}`);
    const denied: KindState = { state: 'denied', reason: '403' };
    expect(standing(drill, [object('Namespace', 'drill')], { Pod: denied })?.sentence).toContain('Of PersistentVolumeClaims, StatefulSets it holds none now.');
    expect(standing(drill, [object('Namespace', 'drill')], { Pod: denied, PersistentVolumeClaim: denied, 'StatefulSet.apps': denied })?.sentence).toContain('What it holds cannot be seen.');
  });

  it('says once why, whatever its row says already', () => {
    const told = { ...drill, removable: false, sentence: 'Made so. Penstock removes no namespace, since it may hold what others made.' };
    expect(standing(told, [object('Namespace', 'drill')])?.sentence).toBe(`${told.sentence} Of PersistentVolumeClaims, StatefulSets, Pods it holds none now. ${HAND}`);
  });

  it('that another operation made since is none', () => {
    expect(standing(drill, [object('Namespace', 'drill', { 'penstock.dev/operation': OTHER })])).toBeUndefined();
  });
});
