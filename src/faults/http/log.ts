import { now } from '../../host/clock.ts';
import type { HttpCall, HttpFilter } from '../types.ts';

/** A call as the proxy writes it; everybody else only reads. */
export type OpenCall = { -readonly [Key in keyof HttpCall]: HttpCall[Key] };

/** All requests of one proxy, in order of arrival. */
export class HttpLog {
  readonly #calls: OpenCall[] = [];

  get length(): number {
    return this.#calls.length;
  }

  get inFlight(): number {
    return this.#calls.filter(({ state }) => state === 'open').length;
  }

  begin(request: Pick<HttpCall, 'method' | 'path' | 'headers'>): OpenCall {
    const call: OpenCall = {
      ...request,
      seq: this.#calls.length,
      body: '',
      at: now(),
      state: 'open',
      status: undefined,
      repliedAt: undefined,
      endedAt: undefined,
    };
    this.#calls.push(call);
    return call;
  }

  calls({ method, path, since = 0 }: HttpFilter = {}): readonly HttpCall[] {
    return this.#calls
      .slice(since)
      .filter((call) => (method === undefined || call.method === method) && (path?.test(call.path) ?? true));
  }
}

/** Ends a call once; later ends are no news. */
export function endCall(call: OpenCall, state: 'answered' | 'dropped' | 'abandoned'): void {
  if (call.state !== 'open') return;
  call.state = state;
  call.endedAt = now();
}

/** Most calls under way at one moment. One that ends as another begins does not overlap it. */
export function peakOf(calls: readonly Pick<HttpCall, 'at' | 'endedAt'>[]): number {
  const changes = calls.flatMap(({ at, endedAt }) => [
    { at, by: 1 },
    { at: endedAt ?? Number.POSITIVE_INFINITY, by: -1 },
  ]);
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  let open = 0;
  let peak = 0;
  for (const { by } of changes) {
    open += by;
    peak = Math.max(peak, open);
  }
  return peak;
}
