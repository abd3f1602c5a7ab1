import { type Arena, now, pause } from '../../kit.ts';
import { isLive } from './judging.ts';
import { reprice, teach } from './products.ts';
import type { Rig } from './rig.ts';
import { type Showing, show } from './shop.ts';
import type { TimelineData } from './timeline.ts';

export const PRODUCTS = 10;
export const SLOW_FOR_MS = 3000;
const HEALTHY_FOR_MS = 500;
const WELL_FOR_MS = 3000;
/** One whole second of live replies is waited for until then. */
const WELL_AT_MOST_MS = 10_000;
const MOST_WARM_UPS = 9;
const EVERY_MS = 25;
const SETTLING_MS = 400;
const LATENCY_MS = 5000;
const CLAIMS_EVERY_MS = 100;

export interface OutageSeen extends TimelineData {
  /** End of the second in which everything must be live again, in ms since the load began. */
  readonly judgedTo: number;
  readonly newPrices: Readonly<Record<string, number>>;
}

export async function observeOutage(arena: Arena, rig: Rig): Promise<OutageSeen> {
  const { catalog, items } = rig;
  await warmUp(rig);
  const since = catalog.mark();
  const load = new Load(rig, arena.signal);
  const claims = new Claims(rig, arena.signal);
  const running = Promise.all([load.run(), claims.run()]);
  // When the run is interrupted nobody may be waiting for these two.
  running.catch(() => undefined);
  try {
    await pause(HEALTHY_FOR_MS, arena.signal);
    arena.note('the catalog becomes slow: 5 s for each reply, for 3 s');
    const slowFrom = now();
    catalog.script(() => ({ kind: 'forward', delayMs: LATENCY_MS }));
    await pause(SLOW_FOR_MS, arena.signal);
    const repriced = reprice(arena.random, items);
    await teach(arena, repriced);
    catalog.script(undefined);
    const slowTo = now();
    arena.note('the catalog is well again, with new prices');
    await pause(WELL_FOR_MS, arena.signal);
    while (!load.liveForASecond() && now() < slowTo + WELL_AT_MOST_MS) await pause(100, arena.signal);
    const judgedTo = load.settledTo();
    load.stop();
    claims.stop();
    await running;
    const { startedAt, showings } = load;
    return {
      showings,
      startedAt,
      judgedTo: judgedTo - startedAt,
      callsAt: catalog.calls({ since }).map(({ at }) => at - startedAt),
      slow: [slowFrom - startedAt, slowTo - startedAt],
      claims: claims.seen.map(({ at, state }) => ({ at: at - startedAt, state })),
      newPrices: Object.fromEntries(repriced.map(({ productId, priceCents }) => [productId, priceCents])),
    };
  } finally {
    load.stop();
    claims.stop();
  }
}

/** A cold process may need more than CALL_TIMEOUT_MS for its first calls; a breaker that is open from the start shows nothing. */
async function warmUp({ client, orderIds }: Rig): Promise<void> {
  for (let sent = 0, live = 0; live < 3 && sent < MOST_WARM_UPS; sent++)
    live = isLive(await show(client, orderIds[sent % orderIds.length] ?? '')) ? live + 1 : 0;
}

/** GETs at a steady rate, whether the ones before have been answered or not. */
class Load {
  readonly startedAt = now();
  readonly showings: Showing[] = [];
  readonly #rig: Rig;
  readonly #signal: AbortSignal;
  #stopped = false;

  constructor(rig: Rig, signal: AbortSignal) {
    this.#rig = rig;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    const { client, orderIds } = this.#rig;
    const underWay = new Set<Promise<unknown>>();
    for (let sent = 0; !this.#stopped; sent++) {
      await pause(Math.max(0, this.startedAt + sent * EVERY_MS - now()), this.#signal);
      const showing = show(client, orderIds[sent % orderIds.length] ?? '').then((seen) => {
        underWay.delete(showing);
        this.showings.push(seen);
      });
      underWay.add(showing);
    }
    await Promise.all(underWay);
  }

  /** What was sent until then has had time to be answered: no call takes longer than its time limit. */
  settledTo(): number {
    return now() - SETTLING_MS;
  }

  liveForASecond(): boolean {
    const to = this.settledTo();
    const last = this.showings.filter(({ at }) => at > to - 1000 && at <= to);
    return last.length > 0 && last.every(isLive);
  }

  stop(): void {
    this.#stopped = true;
  }
}

/** What the solution says about its breaker; for the picture only. */
class Claims {
  readonly seen: { at: number; state: string }[] = [];
  readonly #rig: Rig;
  readonly #signal: AbortSignal;
  #stopped = false;

  constructor(rig: Rig, signal: AbortSignal) {
    this.#rig = rig;
    this.#signal = signal;
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      const reply = await this.#rig.client.get('/breakers', 1000);
      const json =
        reply.outcome === 'reply' ? (reply.json as { catalog?: { state?: unknown } } | undefined) : undefined;
      if (typeof json?.catalog?.state === 'string') this.seen.push({ at: now(), state: json.catalog.state });
      await pause(CLAIMS_EVERY_MS, this.#signal);
    }
  }

  stop(): void {
    this.#stopped = true;
  }
}
