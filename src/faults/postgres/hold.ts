import { now } from '../../host/clock.ts';
import { Catches } from '../catches.ts';
import type { HeldFrame, Hold, HoldOptions, PgFrame } from '../types.ts';

/** What a held frame may do to its connection. */
export interface Holder {
  forward(): void;
  cut(): void;
}

/** A frame that is kept back until somebody decides, or until its client has gone. */
export class Held implements HeldFrame {
  readonly frame: PgFrame;
  readonly at = now();
  readonly settled: Promise<'forwarded' | 'dropped' | 'abandoned'>;
  readonly #holder: Holder;
  #state: HeldFrame['state'] = 'held';
  #settle: (state: 'forwarded' | 'dropped' | 'abandoned') => void = () => undefined;

  constructor(frame: PgFrame, holder: Holder) {
    this.frame = frame;
    this.#holder = holder;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get state(): HeldFrame['state'] {
    return this.#state;
  }

  release(): void {
    if (this.#end('forwarded')) this.#holder.forward();
  }

  drop(): void {
    if (this.#end('dropped')) this.#holder.cut();
  }

  abandon(): void {
    this.#end('abandoned');
  }

  #end(state: 'forwarded' | 'dropped' | 'abandoned'): boolean {
    if (this.#state !== 'held') return false;
    this.#state = state;
    this.#settle(state);
    return true;
  }
}

/** Catches frames that match, up to a number of them. */
export class FrameHold implements Hold {
  readonly #options: HoldOptions;
  readonly #catches: Catches<Held>;

  constructor(options: HoldOptions) {
    this.#options = options;
    this.#catches = new Catches(options.times);
  }

  get held(): readonly HeldFrame[] {
    return this.#catches.all;
  }

  get stopped(): boolean {
    return this.#catches.stopped;
  }

  /** Offers a frame; the held frame if it is caught. */
  offer(frame: PgFrame, holder: Holder): Held | undefined {
    if (!this.#catches.take(() => this.#options.match(frame))) return undefined;
    const held = new Held(frame, holder);
    this.#catches.add(held);
    return held;
  }

  next(limitMs: number, signal?: AbortSignal): Promise<HeldFrame | undefined> {
    return this.#catches.next(limitMs, signal);
  }

  stop(): void {
    this.#catches.stop();
  }

  release(): void {
    this.stop();
    for (const held of this.#catches.all) held.release();
  }
}
