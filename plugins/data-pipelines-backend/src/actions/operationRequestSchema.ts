import type { ActionsRegistryService } from './alphaActions';

/** The schema builder that the registry hands out. */
export type Zod = Parameters<Parameters<ActionsRegistryService['register']>[0]['schema']['input']>[0];

const ID = 253;

/** The requests of the API document, for actions: the same bounds, told in words for agents. */
export function operationRequestSchema(z: Zod) {
  const element = z.string().min(1).max(ID).describe('Id of the element, the value of penstock.dev/element.');
  const recoveryPoint = z.string().min(1).max(ID).describe('Id of a recovery point, from list-recovery-points.');
  const consistency = z.enum(['native', 'application', 'crash']).describe('application pauses writes for the cut; crash does not.');
  const claims = z.array(z.string().min(1).max(ID)).min(1).max(200).optional().describe('Names of PersistentVolumeClaims.');
  return z.discriminatedUnion('kind', [
    z
      .object({
        kind: z.literal('expand'),
        element,
        volumes: claims,
        size: z.string().min(1).max(40).optional().describe('New size of each volume, e.g. 200Gi.'),
        volumeAttributesClass: z.string().min(1).max(ID).optional(),
      })
      .strict(),
    z
      .object({
        kind: z.literal('snapshot'),
        pipeline: z.string().min(1).max(ID).optional().describe('All elements of this pipeline; or name elements.'),
        elements: z.array(element).min(1).max(50).optional(),
        volumes: claims,
        consistency,
        longestPauseSeconds: z.number().int().min(1).max(600).optional(),
        keepDays: z.number().int().min(1).max(3650).optional(),
        note: z.string().max(200).optional(),
      })
      .strict(),
    z
      .object({
        kind: z.literal('restore'),
        recoveryPoint,
        elements: z.array(element).min(1).max(50).optional(),
        where: z.enum(['in-place', 'new-namespace']).describe('in-place replaces the data of the running element.'),
        namespace: z.string().min(1).max(63).optional(),
        undoHours: z.number().int().min(1).max(720).optional(),
        acceptMissing: z.boolean().optional(),
      })
      .strict(),
    z.object({ kind: z.literal('clone'), element, recoveryPoint: recoveryPoint.optional(), name: z.string().min(1).max(53) }).strict(),
    z.object({ kind: z.literal('delete'), recoveryPoint }).strict(),
    z.object({ kind: z.literal('undo'), operation: z.string().min(1).max(63).describe('Id of the restore to take back.') }).strict(),
    z
      .object({
        kind: z.literal('remove-leftovers'),
        element,
        objects: z
          .array(
            z
              .object({ cluster: z.string(), apiVersion: z.string(), kind: z.string(), namespace: z.string().optional(), name: z.string() })
              .strict(),
          )
          .min(1)
          .max(100),
      })
      .strict(),
  ]);
}
