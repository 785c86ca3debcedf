import { ANNOTATION_ENCRYPTION } from '@penstock/backstage-plugin-data-pipelines-common';
import type { KnownStorageClasses } from '../../health/KnownStorageClasses';
import { isRecord, nameOf, type CheckedManifest } from './manifest';
import type { ManifestProblem } from './ManifestProblem';

/** Fields that name a storage class, by where each operator reads it. */
const CLASS_FIELD = /^(storageClassName|spark\.kubernetes\.(driver|executor)\.volumes\.persistentVolumeClaim\..+\.options\.storageClass)$/;

/** Every class that an object asks for, with its path; `class` is a class only below a Strimzi storage. */
function classesOf(value: unknown, path: string, belowStorage: boolean): { path: string; name: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => classesOf(item, `${path}[${index}]`, belowStorage));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const below = path === '' ? key : `${path}.${key}`;
    const names = CLASS_FIELD.test(key) || (key === 'class' && belowStorage);
    if (names && typeof item === 'string') return [{ path: below, name: item }];
    return classesOf(item, below, belowStorage || key === 'storage');
  });
}

/** Ids of the elements whose manifests demand encrypted volumes. */
function encryptedElements(manifests: readonly CheckedManifest[]): Set<string> {
  return new Set(
    manifests.filter(({ annotations }) => annotations[ANNOTATION_ENCRYPTION] === 'required').map(({ element }) => element),
  );
}

function problemOf(
  manifest: CheckedManifest,
  asked: { path: string; name: string },
  known: KnownStorageClasses,
  place: { cluster: string; encrypted: boolean },
): ManifestProblem | undefined {
  const at = { kind: manifest.kind, name: manifest.name, path: asked.path };
  if (known.state === 'unknown') {
    if (!place.encrypted) return undefined;
    return {
      ...at,
      code: 'ENCRYPTION_MISSING',
      sentence: `${nameOf(manifest)} requires encrypted volumes, and whether storage class ${asked.name} of ${place.cluster} encrypts cannot be read (${known.reason})`,
      remedy: 'let Penstock list storage classes, or do not require encryption',
    };
  }
  const found = known.classes.find(({ name }) => name === asked.name);
  if (found === undefined) {
    const choices = known.classes.map(({ name }) => name).join(', ');
    return {
      ...at,
      code: 'STORAGE_CLASS_MISSING',
      sentence: `${nameOf(manifest)} asks for storage class ${asked.name} at ${asked.path}, which ${place.cluster} does not have`,
      remedy: choices === '' ? 'have a storage class created' : `choose one of ${choices}`,
    };
  }
  if (!place.encrypted || found.encrypted.answer === 'yes') return undefined;
  const encrypted = known.classes.filter(({ encrypted: fact }) => fact.answer === 'yes').map(({ name }) => name);
  return {
    ...at,
    code: 'ENCRYPTION_MISSING',
    sentence: `${nameOf(manifest)} requires encrypted volumes, and storage class ${asked.name} of ${place.cluster} ${
      found.encrypted.answer === 'no' ? 'does not encrypt' : 'does not say that it encrypts'
    } (${found.encrypted.source})`,
    remedy: encrypted.length === 0 ? 'do not require encryption, or have an encrypting class created' : `choose ${encrypted.join(' or ')}, or do not require encryption`,
  };
}

/**
 * Storage classes that the cluster does not have, or that do not state the
 * encryption which the annotation `penstock.dev/encryption: required` on the
 * element's resource demands. Pure.
 */
export function storageClassProblems(
  manifests: readonly CheckedManifest[],
  known: KnownStorageClasses,
  cluster: string,
): ManifestProblem[] {
  const encrypted = encryptedElements(manifests);
  return manifests.flatMap(manifest => {
    return classesOf(manifest.body.spec, 'spec', false).flatMap(
      asked => problemOf(manifest, asked, known, { cluster, encrypted: encrypted.has(manifest.element) }) ?? [],
    );
  });
}
