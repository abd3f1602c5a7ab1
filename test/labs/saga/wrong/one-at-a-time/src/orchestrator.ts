import { randomUUID } from 'node:crypto';
import { advance } from './advance.ts';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import { overdue } from './expiry.ts';
import { Leases } from './leases.ts';
import { pause } from './pause.ts';
import type { Services } from './services.ts';
import { isFinal, type Saga, STEPS } from './steps.ts';

const LOOK_EVERY_MS = 500;

/** Carries transfers out: hold, screening, credit, capture; and, when it must not be, void and release. */
export class Orchestrator {
  readonly #database: Database;
  readonly #leases: Leases;
  readonly #services: Services;
  readonly #leaseMs: number;
  #queue = Promise.resolve();
  /** The sagas that are being carried out here, or wait for their turn. */
  readonly #ours = new Set<string>();

  constructor(database: Database, services: Services, { instance, leaseMs }: Config) {
    this.#database = database;
    // Another name after every start: a process knows nothing of what its predecessor was doing.
    this.#leases = new Leases(database, `${instance}/${randomUUID()}`, leaseMs);
    this.#services = services;
    this.#leaseMs = leaseMs;
  }

  /** Takes up whatever is to be done and is nobody's: new transfers, and those whose owner has died. */
  start(): void {
    this.#claim().catch(report);
  }

  /** From now on, looks for abandoned transfers and gives signs of life for its own. */
  recover(): void {
    this.start();
    setInterval(() => this.start(), LOOK_EVERY_MS);
    setInterval(() => this.#renew().catch(report), this.#leaseMs / 4);
  }

  async #claim(): Promise<void> {
    for (const saga of await this.#leases.claim()) this.#take(saga);
  }

  async #renew(): Promise<void> {
    const ids = [...this.#ours];
    if (ids.length === 0) return;
    const kept = new Set(await this.#leases.renew(ids));
    for (const id of ids) if (!kept.has(id)) this.#ours.delete(id);
  }

  #take(saga: Saga): void {
    this.#ours.add(saga.id);
    this.#queue = this.#queue
      .then(() => this.#carryOut(saga))
      // Left as it is; its lease will run out, and then it is taken up again.
      .catch(report)
      .finally(() => this.#ours.delete(saga.id));
  }

  async #carryOut(saga: Saga): Promise<void> {
    let attempt = 0;
    let current: Saga | undefined = saga;
    while (current && !isFinal(current.step) && this.#ours.has(saga.id)) {
      const next = overdue(current) ?? (await STEPS[current.step]?.(current, this.#services));
      if (next) {
        current = await advance(this.#database, current, next);
        attempt = 0;
      } else {
        await pause(attempt++);
      }
    }
  }
}

function report(error: unknown): void {
  console.error(error);
}
