import type { ServiceState, StackState } from './types.ts';

/**
 * The state of a stack while it changes. Saving costs a write to the disk, and several services change at once: changes that come
 * while a save is under way are saved together by the next one.
 */
export class Recorder {
  #state: StackState;
  readonly #write: (state: StackState) => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(state: StackState, write: (state: StackState) => Promise<void>) {
    this.#state = state;
    this.#write = write;
  }

  get state(): StackState {
    return this.#state;
  }

  /** Changes what is known of a service and resolves when that is on disk. */
  async set(name: string, change: Partial<ServiceState>): Promise<void> {
    const before = this.#state.services[name] ?? { ports: [] };
    this.#state = { ...this.#state, services: { ...this.#state.services, [name]: { ...before, ...change } } };
    await this.save();
  }

  save(): Promise<void> {
    if (!this.#running) {
      this.#running = this.#write(this.#state).finally(() => {
        this.#running = undefined;
      });
      return this.#running;
    }
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.save();
      });
    return this.#next;
  }
}
