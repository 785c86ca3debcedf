/**
 * The stable words that an error answer carries in `error.code`; each has a
 * line in `docs/errors.md`.
 * @public
 */
export const ERROR_CODES = [
  'INPUT_INVALID',
  'QUANTITY_INVALID',
  'NAME_INVALID',
  'PIPELINE_NOT_FOUND',
  'ELEMENT_NOT_FOUND',
  'CLUSTER_UNKNOWN',
  'CLUSTER_UNREACHABLE',
  'NAMESPACE_NOT_ALLOWED',
  'NAMESPACE_MISSING',
  'OPERATOR_MISSING',
  'STORAGE_CLASS_MISSING',
  'ENCRYPTION_MISSING',
  'ELEMENT_EXISTS',
  'MANIFEST_REFUSED',
  'FIELD_CONFLICT',
  'CURSOR_INVALID',
  'PERMISSION_DENIED',
] as const;

/** One of {@link ERROR_CODES}. @public */
export type ErrorCode = (typeof ERROR_CODES)[number];
