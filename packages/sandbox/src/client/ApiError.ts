/** The API server answered with an error status. */
export class ApiError extends Error {
  /** HTTP status code, or the `code` of an ERROR event of a watch. */
  readonly code: number;
  /** `reason` of the Status object: `NotFound`, `Conflict`, `Expired`; empty where there was none. */
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.reason = reason;
  }
}

/** Builds the error from a response body, which is a `Status` object or plain text. */
export function apiErrorFrom(
  code: number,
  body: string,
  request: string,
): ApiError {
  const status = parseStatus(body);
  const text = status?.message ?? body.slice(0, 300);
  return new ApiError(
    status?.code ?? code,
    status?.reason ?? '',
    `${request} answered ${code}: ${text}`,
  );
}

/** The parts of a `Status` object that an error needs. */
export function parseStatus(
  body: string,
): { code?: number; reason?: string; message?: string } | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
