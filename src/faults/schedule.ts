import type { Disturbance } from './faults/behaviour.ts';

/** When each piece of one direction may be delivered: the arithmetic of all timed faults together, without a clock. */
export class Schedule {
  #disturbances: readonly Disturbance[] = [];
  #last = Number.NEGATIVE_INFINITY;

  /** The faults in force for pieces added from now on. */
  set disturbances(disturbances: readonly Disturbance[]) {
    this.#disturbances = disturbances;
  }

  /** False when pieces may pass as they come. */
  get delays(): boolean {
    return this.#disturbances.length > 0;
  }

  /** Longest piece the faults want to see at once. */
  get pieceBytes(): number {
    return this.#disturbances.reduce((least, { pieceBytes }) => Math.min(least, pieceBytes ?? least), Infinity);
  }

  /** Due time of a piece that arrived at `arrived`: after every fault, and never before the piece in front of it. */
  due(arrived: number, bytes: number): number {
    let due = arrived;
    for (const disturbance of this.#disturbances) due = disturbance.delay(due, bytes);
    this.#last = Math.max(this.#last, due);
    return this.#last;
  }

  /** Forgets all promises: everything not yet delivered will be added again. */
  restart(now: number): void {
    this.#last = Number.NEGATIVE_INFINITY;
    for (const disturbance of this.#disturbances) disturbance.restart?.(now);
  }
}
