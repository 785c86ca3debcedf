import type { DataDriver } from '@penstock/backstage-plugin-data-pipelines-node';
import { csiCapabilities } from './capabilities';
import { concludeCut, deriveContentMarks, derivePoint } from './conclude';
import { cutVolumes } from './cut';
import { CSI_KINDS } from './kinds';
import { materialiseVolumes } from './materialise';
import { bound } from './observers/bound';
import { concluded } from './observers/concluded';
import { cut, groupReady, ready } from './observers/cut';
import { gone } from './observers/gone';
import { grown } from './observers/grown';
import { imported } from './observers/imported';
import { modified } from './observers/modified';
import { restored } from './observers/restored';
import { csiPoints } from './points';
import { removePoint } from './removePoint';
import { swapVolumes } from './swap';
import { swapBack } from './swapBack';
import { takeBackGrowth } from './takeBackGrowth';

/** Snapshots, restores and growth by Kubernetes' own storage API, with any CSI driver. */
export const csiDriver: DataDriver = {
  id: 'csi',
  title: 'Kubernetes snapshots (CSI)',
  reads: CSI_KINDS,
  capabilities: csiCapabilities,
  cut: cutVolumes,
  conclude: concludeCut,
  points: csiPoints,
  swap: swapVolumes,
  swapBack,
  materialise: materialiseVolumes,
  remove: removePoint,
  observers: {
    'csi.grown': grown,
    'csi.modified': modified,
    'csi.cut': cut,
    'csi.group-ready': groupReady,
    'csi.ready': ready,
    'csi.concluded': concluded,
    'csi.gone': gone,
    'csi.bound': bound,
    'csi.imported': imported,
    'csi.restored': restored,
  },
  derivations: {
    'csi.point': derivePoint,
    'csi.mark-contents': deriveContentMarks,
    'csi.take-back-growth': takeBackGrowth,
  },
};
