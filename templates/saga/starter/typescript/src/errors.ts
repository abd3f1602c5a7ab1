/** An answer that is not a success, in the shape of the contract: `application/problem+json` with a `code`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get body(): object {
    return { type: 'about:blank', title: this.message, status: this.status, code: this.code };
  }
}

export const invalidRequest = (message: string) => new ApiError(400, 'invalid_request', message);
export const keyMissing = () => new ApiError(400, 'idempotency_key_missing', 'the header Idempotency-Key is missing');
export const keyReused = () =>
  new ApiError(422, 'idempotency_key_reused', 'this Idempotency-Key was used for another transfer');
export const notFound = (what: string) => new ApiError(404, 'not_found', `${what} does not exist`);
export const notImplemented = (what: string) => new ApiError(501, 'not_implemented', `${what} is not written yet`);
