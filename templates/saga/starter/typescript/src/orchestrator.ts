import type { Config } from './config.ts';
import type { Database } from './database.ts';
import type { Services } from './services.ts';
import type { Transfer } from './transfers.ts';

/**
 * Carries transfers out: hold, screening, credit, capture; and, when it must not be, void and release.
 *
 * Step 1: the way there, and the way back.
 * Step 2: when nobody knows what became of a call.
 * Step 3: when time is up, and when something you sent long ago may still arrive.
 */
export class Orchestrator {
  readonly database: Database;
  readonly services: Services;
  readonly config: Config;

  constructor(database: Database, services: Services, config: Config) {
    this.database = database;
    this.services = services;
    this.config = config;
  }

  /** Carries out a transfer that has just been accepted. */
  start(_transfer: Transfer): void {}

  /**
   * Step 4: takes up what this instance left unfinished when it died.
   * Step 6: takes over from an instance that has fallen silent, and only then.
   */
  recover(): void {}
}
