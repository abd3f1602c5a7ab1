import { type Arena, type HeldFrame, now, pause } from '../../../../kit.ts';
import type { Api } from '../../model/api.ts';
import type { Ledger } from '../../model/ledger.ts';
import { untilAcked } from '../../model/load.ts';
import { viewersIn } from '../../model/move-frames.ts';
import { TIMEOUT_MS } from './ground.ts';
import type { HoldSeen } from './seen.ts';
import { startWave } from './wave.ts';

export interface HoldWorkOptions {
  readonly arena: Arena;
  readonly api: Api;
  readonly ledger: Ledger;
  readonly viewers: readonly string[];
  /** No further 2xx for this long ends a big hold. */
  readonly quietMs: number;
}

const BIG_CAP_MS = 10_000;
/** Clearly longer than the program's own time limit, SHARD_TIMEOUT_MS: a mover has to live through a message that takes long. */
const BIG_LEAST_MS = 1.5 * TIMEOUT_MS;
const SMALL_MS = 80;

/** What is done while a frame is held: one hold at a time. `rearm` is called just before the frame is let go. */
export class HoldWork {
  readonly seen: HoldSeen[] = [];
  /** Writes that go on after their frame was let go. */
  readonly background: Promise<unknown>[] = [];
  readonly #options: HoldWorkOptions;
  readonly #known: ReadonlySet<string>;
  #current: Promise<unknown> | undefined;
  /** Viewers of the last frame that named any: a delete may name none. */
  #named: readonly string[];

  constructor(options: HoldWorkOptions) {
    this.#options = options;
    this.#known = new Set(options.viewers);
    this.#named = options.viewers;
  }

  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** Writes one event to every viewer until nothing more gets through. Waits for its turn. */
  async big(label: 'H1' | 'H2', shard: string, held: HeldFrame, rearm: () => void): Promise<void> {
    const { arena, viewers, quietMs } = this.#options;
    await this.#alone(async () => {
      arena.note(`holding the first ${label === 'H1' ? 'frame' : 'delete'} on ${shard}, writing to every viewer`);
      const from = now();
      const shuffled = arena.random.shuffle(viewers);
      const wave = startWave({
        ...this.#options,
        signal: arena.signal,
        label: label.slice(1),
        viewers: shuffled,
        placeMs: quietMs / 10,
      });
      const over = () => {
        const heldMs = now() - from;
        return (heldMs > BIG_LEAST_MS && now() - wave.lastProgress() > quietMs) || heldMs > BIG_CAP_MS;
      };
      while (held.state === 'held' && !over()) await pause(10, arena.signal);
      const [to, writes] = [now(), [...wave.writes]];
      rearm();
      held.release();
      this.seen.push({ label, shard, sql: held.frame.sql, from, to, end: await held.settled, writes });
      this.background.push(wave.retry());
    });
  }

  /** Writes three events to viewers that the frame names. */
  async small(shard: string, held: HeldFrame, rearm: () => void): Promise<void> {
    const { arena, api, ledger, viewers } = this.#options;
    await this.#alone(async () => {
      const from = now();
      const here = viewersIn(held.frame, this.#known);
      if (here.length > 0) this.#named = here;
      const targets = arena.random.shuffle(this.#named).slice(0, 3);
      while (targets.length < 3) targets.push(targets[0] ?? (viewers[0] as string));
      const writes = targets.map((viewer, i) =>
        ledger.open(viewer, { eventId: `H-t${this.seen.length}-${i}`, videoId: 'v-9', seconds: 2 }),
      );
      const sent = Promise.all(writes.map((write) => untilAcked(api, ledger, write, arena.signal)));
      this.background.push(sent);
      await Promise.race([sent, pause(SMALL_MS, arena.signal), held.settled]);
      const to = now();
      rearm();
      held.release();
      this.seen.push({ label: 'T', shard, sql: held.frame.sql, from, to, end: await held.settled, writes });
    });
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    while (this.#current) await this.#current;
    this.#current = work().finally(() => {
      this.#current = undefined;
    });
    await this.#current;
  }
}
