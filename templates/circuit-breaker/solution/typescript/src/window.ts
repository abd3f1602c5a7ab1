/** The outcomes of the last `size` calls, in a ring: old ones are overwritten, so that one bad hour long ago weighs nothing. */
export class Window {
  readonly #failed: boolean[] = [];
  readonly #size: number;
  #next = 0;
  #failures = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get calls(): number {
    return this.#failed.length;
  }

  /** Share of failures among the remembered outcomes, in percent; 0 when there are none. */
  get failurePercent(): number {
    return this.calls === 0 ? 0 : (100 * this.#failures) / this.calls;
  }

  add(failed: boolean): void {
    if (this.#failed[this.#next]) this.#failures -= 1;
    if (failed) this.#failures += 1;
    this.#failed[this.#next] = failed;
    this.#next = (this.#next + 1) % this.#size;
  }

  clear(): void {
    this.#failed.length = 0;
    this.#next = 0;
    this.#failures = 0;
  }
}
