/**
 * Step 4: turns what went wrong while talking to the server `id` into what the client is told: 503
 * `shard_unavailable` (with the shard's name) when the server could not be reached or did not answer in time.
 * Errors that are our own fault must stay what they are.
 */
export function explain(_id: string, error: unknown): unknown {
  return error;
}
