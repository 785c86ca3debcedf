import type { Finding } from '@penstock/backstage-plugin-data-pipelines-common';
import { findingGroups } from './findingGroups';

const finding = (sentence: string, more: Partial<Finding> = {}): Finding => ({
  code: 'VOLUME_NEARLY_FULL',
  severity: 'critical',
  sentence,
  remedy: 'Raise the size at its owner.',
  object: { cluster: 'c', apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'n', name: sentence },
  ...more,
});

describe('findingGroups', () => {
  it('says a remedy once for all findings that it answers, in their order', () => {
    const groups = findingGroups([finding('a'), finding('b', { code: 'BACKLOG' }), finding('c')]);
    expect(groups.map(group => group.findings.map(({ sentence }) => sentence))).toEqual([['a', 'c'], ['b']]);
  });

  it('keeps apart what differs in severity or remedy', () => {
    expect(findingGroups([finding('a'), finding('b', { severity: 'warning' }), finding('c', { remedy: undefined })])).toHaveLength(3);
  });
});
