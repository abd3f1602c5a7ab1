import type { Random } from '../host/random.ts';
import { type Behaviour, behaviourOf } from './faults/behaviour.ts';
import type { Link } from './link.ts';
import type { Exposure, Fault, Injection } from './types.ts';

/** A fault from its injection to its removal, and what it has touched. */
export class ActiveFault implements Injection {
  readonly fault: Fault;
  readonly behaviour: Behaviour;
  readonly #touched = new WeakSet<Link>();
  readonly #exposure = { connections: 0, bytes: 0 };
  readonly #remove: (active: ActiveFault) => void;

  constructor(fault: Fault, random: Random, remove: (active: ActiveFault) => void) {
    this.fault = fault;
    this.behaviour = behaviourOf(fault, random);
    this.#remove = remove;
  }

  get exposure(): Exposure {
    return { ...this.#exposure };
  }

  /** Counts what the fault has done to a connection. */
  touch(link: Link, bytes: number): void {
    this.#exposure.bytes += bytes;
    if (this.#touched.has(link)) return;
    this.#touched.add(link);
    this.#exposure.connections += 1;
  }

  /** A connection that never became a link because the fault rejected it. */
  touchRejected(): void {
    this.#exposure.connections += 1;
  }

  remove(): void {
    this.#remove(this);
  }
}
