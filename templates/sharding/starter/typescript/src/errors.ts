/** An answer that is not a success, in the shape of the contract: `{"error":{"code","message","shard"?}}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly shard: string | undefined;

  constructor(status: number, code: string, message: string, shard?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.shard = shard;
  }

  get body(): object {
    return { error: { code: this.code, message: this.message, shard: this.shard } };
  }
}

export const badRequest = (message: string) => new ApiError(400, 'bad_request', message);
export const notFound = (what: string) => new ApiError(404, 'not_found', `${what} does not exist`);
export const unknownRegion = (region: string) =>
  new ApiError(422, 'unknown_region', `no shard serves region ${region}`);
export const regionConflict = (id: string) =>
  new ApiError(
    409,
    'region_conflict',
    `viewer ${id} is stored in another region; move them with POST /users/${id}/region`,
  );
export const migrationRunning = () => new ApiError(409, 'migration_running', 'a shard is already being added');
export const shardExists = (id: string) => new ApiError(409, 'shard_exists', `shard ${id} is already in use`);
export const shardUnavailable = (shard: string) =>
  new ApiError(503, 'shard_unavailable', `shard ${shard} does not answer`, shard);
export const shardMoving = () => new ApiError(503, 'shard_moving', 'this viewer is being moved; try again in a moment');
export const notImplemented = (what: string) => new ApiError(501, 'not_implemented', `${what} is not written yet`);
