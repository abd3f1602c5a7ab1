import { now } from '../../host/clock.ts';
import { Catches } from '../catches.ts';
import type { HeldReply, HoldOptions, PgFrame, ReplyHold } from '../types.ts';

const TRANSACTION: Readonly<Record<string, HeldReply['transaction']>> = { I: 'none', T: 'open', E: 'failed' };

/** The answer to one frame while it comes in and waits. */
export class KeptAnswer implements HeldReply {
  readonly connection: number;
  readonly sql: string;
  at = 0;
  transaction: HeldReply['transaction'] = 'none';
  #state: HeldReply['state'] = 'held';
  #kept: Buffer[] = [];
  readonly #handOver: (bytes: Buffer) => void;
  readonly #caught: (answer: KeptAnswer) => void;

  constructor(frame: PgFrame, handOver: (bytes: Buffer) => void, caught: (answer: KeptAnswer) => void) {
    this.connection = frame.connection;
    this.sql = frame.sql;
    this.#handOver = handOver;
    this.#caught = caught;
  }

  get state(): HeldReply['state'] {
    return this.#state;
  }

  add(chunk: Buffer): void {
    this.#kept.push(chunk);
  }

  /** The server has said ReadyForQuery, with this status, and owes no other. */
  complete(status: string): void {
    this.at = now();
    this.transaction = TRANSACTION[status] ?? 'none';
    this.#caught(this);
  }

  release(): void {
    if (this.#state !== 'held') return;
    this.#state = 'released';
    this.#handOver(Buffer.concat(this.#kept));
    this.#kept = [];
  }

  abandon(): void {
    if (this.#state === 'held') this.#state = 'abandoned';
    this.#kept = [];
  }
}

/** Catches the answers to frames that match, up to a number of them. */
export class AnswerHold implements ReplyHold {
  readonly #options: HoldOptions;
  readonly #catches: Catches<KeptAnswer>;
  /** Also those that have not come in whole. */
  readonly #begun: KeptAnswer[] = [];

  constructor(options: HoldOptions) {
    this.#options = options;
    this.#catches = new Catches(options.times);
  }

  get held(): readonly HeldReply[] {
    return this.#catches.all;
  }

  get stopped(): boolean {
    return this.#catches.stopped;
  }

  offer(frame: PgFrame, handOver: (bytes: Buffer) => void): KeptAnswer | undefined {
    if (!this.#catches.take(() => this.#options.match(frame))) return undefined;
    const kept = new KeptAnswer(frame, handOver, (answer) => this.#catches.add(answer));
    this.#begun.push(kept);
    return kept;
  }

  next(limitMs: number, signal?: AbortSignal): Promise<HeldReply | undefined> {
    return this.#catches.next(limitMs, signal, () => this.#catches.all.length < this.#begun.length);
  }

  stop(): void {
    this.#catches.stop();
  }

  release(): void {
    this.stop();
    for (const kept of this.#begun) kept.release();
  }
}
