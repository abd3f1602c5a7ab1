import { activeTrace } from './telemetry.ts';

/** An answer that is not a success, in the shape of the contract: `{"error":{"code","message","trace_id"}}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.code = code;
  }

  get body(): object {
    return { error: { code: this.code, message: this.message, trace_id: activeTrace()?.traceId } };
  }
}

export const badRequest = (message: string) => new ApiError(400, 'bad_request', message);
export const paymentDeclined = () => new ApiError(402, 'payment_declined', 'the card was declined');
export const notFound = (what: string) => new ApiError(404, 'not_found', `${what} does not exist`);
export const internal = () => new ApiError(500, 'internal', 'something unexpected went wrong; see the log');
export const notImplemented = (what: string) => new ApiError(501, 'not_implemented', `${what} is not written yet`);
export const upstreamError = (who: string, cause?: unknown) =>
  new ApiError(502, 'upstream_error', `${who} failed, or did not answer in time`, cause);
