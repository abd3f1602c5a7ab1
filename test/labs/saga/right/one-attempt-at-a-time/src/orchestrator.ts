import { advance, postpone, take } from './advance.ts';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import { overdue } from './expiry.ts';
import type { Services } from './services.ts';
import { type Saga, STEPS } from './steps.ts';

const POLL_MS = 100;
const AT_ONCE = 40;

/** Makes attempts that are due, one for each transfer it has taken. Knows nothing between two attempts. */
export class Orchestrator {
  readonly #database: Database;
  readonly #services: Services;
  readonly #leaseMs: number;
  #busy = 0;

  constructor(database: Database, services: Services, { leaseMs }: Config) {
    this.#database = database;
    this.#services = services;
    this.#leaseMs = leaseMs;
  }

  /** New transfers are found like all others. */
  start(): void {}

  recover(): void {
    this.#poll()
      .catch((error) => console.error(error))
      .finally(() => setTimeout(() => this.recover(), POLL_MS));
  }

  async #poll(): Promise<void> {
    for (const saga of await take(this.#database, AT_ONCE - this.#busy, this.#leaseMs)) {
      this.#busy++;
      this.#attempt(saga)
        .catch((error) => console.error(error))
        .finally(() => this.#busy--);
    }
  }

  async #attempt(saga: Saga): Promise<void> {
    const next = overdue(saga) ?? (await STEPS[saga.step]?.(saga, this.#services));
    await (next ? advance(this.#database, saga, next) : postpone(this.#database, saga));
  }
}
