import { now } from '../../host/clock.ts';
import { Catches } from '../catches.ts';
import type { GhostReply, HeldCall, HttpAnswer, HttpCall, HttpHold, HttpHoldOptions } from '../types.ts';

/** What a held call was told: to go on (perhaps with another answer), or that its connection is to be reset or is gone. */
export type Decision = { readonly kind: 'go'; readonly instead: HttpAnswer | undefined } | { readonly kind: 'end' };

const GO: Decision = { kind: 'go', instead: undefined };

class Held implements HeldCall {
  readonly call: HttpCall;
  readonly at = now();
  readonly decided: Promise<Decision>;
  readonly #again: () => Promise<GhostReply>;
  #state: HeldCall['state'] = 'held';
  #decide: (decision: Decision) => void = () => undefined;

  constructor(call: HttpCall, again: () => Promise<GhostReply>) {
    this.call = call;
    this.#again = again;
    this.decided = new Promise((resolve) => {
      this.#decide = resolve;
    });
  }

  get state() {
    return this.#state;
  }

  release(instead?: HttpAnswer): void {
    this.#settle('released', { kind: 'go', instead });
  }

  drop(): void {
    this.#settle('dropped', { kind: 'end' });
  }

  abandon(): void {
    this.#settle('abandoned', { kind: 'end' });
  }

  deliver(): Promise<GhostReply> {
    this.drop();
    return this.#again();
  }

  #settle(state: HeldCall['state'], decision: Decision): void {
    if (this.#state !== 'held') return;
    this.#state = state;
    this.#decide(decision);
  }
}

class Hold implements HttpHold {
  readonly options: HttpHoldOptions;
  readonly #catches: Catches<Held>;

  constructor(options: HttpHoldOptions) {
    this.options = options;
    this.#catches = new Catches(options.times);
  }

  get held(): readonly HeldCall[] {
    return this.#catches.all;
  }

  catch(call: HttpCall, again: () => Promise<GhostReply>): Held | undefined {
    if (!this.#catches.take(() => this.options.match?.(call) ?? true)) return undefined;
    const held = new Held(call, again);
    this.#catches.add(held);
    return held;
  }

  next(limitMs: number, signal?: AbortSignal): Promise<HeldCall | undefined> {
    return this.#catches.next(limitMs, signal);
  }

  stop(): void {
    this.#catches.stop();
  }

  release(instead?: HttpAnswer): void {
    this.stop();
    for (const held of this.#catches.all) held.release(instead);
  }
}

/** A call at the place where it may be held. */
export interface Passer {
  readonly call: HttpCall;
  /** Resolves when the client has gone. */
  readonly gone: Promise<void>;
  /** Asks the service (again), for nobody. */
  again(): Promise<GhostReply>;
}

/** The holds of one proxy; the oldest that matches catches. */
export class Holds {
  readonly #holds: Hold[] = [];

  add(options: HttpHoldOptions): HttpHold {
    const hold = new Hold(options);
    this.#holds.push(hold);
    return hold;
  }

  /** Waits if a hold catches the call here. */
  async pass(at: 'request' | 'reply', passer: Passer): Promise<Decision> {
    for (const hold of this.#holds) {
      const held = hold.options.at === at ? hold.catch(passer.call, passer.again) : undefined;
      if (!held) continue;
      void passer.gone.then(() => held.abandon());
      return held.decided;
    }
    return GO;
  }

  /** For the end of the proxy: nobody waits for ever. */
  dropAll(): void {
    for (const hold of this.#holds) {
      hold.stop();
      for (const held of hold.held) held.drop();
    }
  }
}
