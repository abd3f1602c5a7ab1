import { type Arena, now, pause } from '../../../kit.ts';
import { type Api, bodyOf, type Call, silent, statusOf } from './api.ts';

/** How a migration ended, as the solution itself says. */
export interface MigrationEnd {
  /** `never`: not within the limit. */
  readonly state: 'done' | 'failed' | 'never';
  readonly last: Call;
  /** Since the first poll, in ms. */
  readonly tookMs: number;
}

export const MIGRATION_MS = 30_000;

export function stateOf(call: Call): string {
  const { state } = bodyOf(call);
  return statusOf(call) === 200 && typeof state === 'string' ? state : '';
}

/**
 * Polls GET /admin/migration until it says done or failed. `limitMs` may grow while it waits (frames that were held do not count
 * against the solution). Five polls without any reply end it as well.
 */
export async function migrationEnd(
  arena: Arena,
  api: Api,
  limitMs: () => number = () => MIGRATION_MS,
): Promise<MigrationEnd> {
  const started = now();
  let quiet = 0;
  for (;;) {
    const last = await api.migration();
    const state = stateOf(last);
    const tookMs = now() - started;
    if (state === 'done' || state === 'failed') return { state, last, tookMs };
    quiet = silent(last) ? quiet + 1 : 0;
    // Anything but a reply of the contract is not going to change.
    const hopeless = quiet >= 3 || (statusOf(last) !== undefined && (statusOf(last) ?? 0) < 500 && state === '');
    if (hopeless || tookMs > limitMs()) return { state: 'never', last, tookMs };
    await pause(40, arena.signal);
  }
}
