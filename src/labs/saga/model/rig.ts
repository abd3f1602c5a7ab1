import { type Arena, now, type PgProxy, pause, type Random, type SolutionProcess } from '../../../kit.ts';
import { type Api, api, type Look, type Posting } from './api.ts';
import { Banks } from './banks.ts';
import { BANKS, freshDatabase, learnerUrl, POSTGRES, SERVICE_PORT, serviceOf } from './databases.ts';
import { DEFAULTS, environmentOf, type Settings } from './settings.ts';
import { amounts, type Transfer } from './transfer.ts';
import { Wire } from './wire.ts';

/** One instance of the solution, with proxies of its own. */
export interface Seat {
  readonly name: string;
  readonly process: SolutionProcess;
  readonly api: Api;
  readonly postgres: PgProxy;
}

/** A transfer that was asked for, what came of asking, and how it was seen last. */
export interface Case {
  readonly transfer: Transfer;
  readonly posting: Posting;
  readonly look: Look | undefined;
}

export interface RigOptions {
  /** Names databases, proxies and instances: unique within the lab, in lower case. */
  readonly name: string;
  /** How many instances; default 1. They are called after the rig, with a number. */
  readonly instances?: number;
  readonly settings?: Partial<Settings>;
}

const ENDED = new Set(['COMPLETED', 'FAILED']);
export const hasEnded = ({ look }: Case) => look !== undefined && 'state' in look && ENDED.has(look.state);

/** Whether there is anything to wait for. */
export const anyAccepted = (cases: readonly Case[]) => cases.some(({ posting }) => posting.id !== undefined);

/** Instances of the solution on a database of their own, both banks, and everything between them. */
export class Rig {
  readonly name: string;
  /** Name of the solution's database. */
  readonly database: string;
  readonly settings: Settings;
  readonly banks: Banks;
  readonly wire: Wire;
  readonly seats: readonly Seat[];
  readonly random: Random;
  /** `now()` when all was ready: zero of the pictures. */
  readonly zero = now();
  readonly amount: () => number;
  readonly #arena: Arena;
  #keys = 0;
  #accounts = 0;

  private constructor(arena: Arena, options: Pick<Rig, 'name' | 'database' | 'settings' | 'banks' | 'wire' | 'seats'>) {
    this.#arena = arena;
    this.name = options.name;
    this.database = options.database;
    this.settings = options.settings;
    this.banks = options.banks;
    this.wire = options.wire;
    this.seats = options.seats;
    this.random = arena.random.fork(this.name);
    this.amount = amounts(this.random);
  }

  static async open(arena: Arena, { name, instances = 1, settings: changed }: RigOptions): Promise<Rig> {
    const settings = { ...DEFAULTS, ...changed };
    const database = `grade_${name}`;
    const [banks] = await Promise.all([Banks.fresh(arena, name), freshDatabase(arena, database)]);
    const wire = new Wire();
    const names = Array.from({ length: instances }, (_, i) => (instances === 1 ? name : `${name}-${i + 1}`));
    const seats = await Promise.all(
      names.map((seat) => openSeat(arena, seat, { rig: name, database, settings, wire })),
    );
    return new Rig(arena, { name, database, settings, banks, wire, seats });
  }

  /** The only instance, or the first. */
  get seat(): Seat {
    return this.#seat(0);
  }

  /** A new account at a bank. */
  account(bank: 'a' | 'b', available: number, options: { closed?: boolean; watched?: boolean } = {}): Promise<string> {
    const id = `${bank}:${options.watched ? 'watched-' : ''}${this.random.word(4)}-${++this.#accounts}`;
    return this.banks.open(id, available, options.closed);
  }

  transfer(from: string, to: string, more: Partial<Transfer> = {}): Transfer {
    const transfer = {
      key: `${this.name}-${this.random.word(8)}-${++this.#keys}`,
      from,
      to,
      amount: this.amount(),
      ...more,
    };
    this.wire.expect(transfer.amount);
    return transfer;
  }

  async post(transfer: Transfer, seat = 0, patienceMs?: number): Promise<Case> {
    const posting = await this.#seat(seat).api.post(transfer, patienceMs);
    if (posting.id !== undefined) this.wire.learn(posting.id, transfer.amount);
    return { transfer, posting, look: undefined };
  }

  async look(one: Case, seat = 0): Promise<Case> {
    const { id } = one.posting;
    return id === undefined ? one : { ...one, look: await this.#seat(seat).api.look(id, one.transfer) };
  }

  /** Looks again and again until all have ended, at most so long. Transfers that were not accepted are not waited for. */
  async untilEnded(
    cases: readonly Case[],
    limitMs: number,
    { seat = 0, signal = this.#arena.signal } = {},
  ): Promise<Case[]> {
    const deadline = now() + limitMs;
    let seen = await Promise.all(cases.map((one) => this.look(one, seat)));
    const waiting = () => seen.some((one) => one.posting.id !== undefined && !hasEnded(one));
    while (waiting() && now() < deadline) {
      await pause(60, signal);
      seen = await Promise.all(seen.map((one) => (hasEnded(one) ? one : this.look(one, seat))));
    }
    return seen;
  }

  /** Waits until there has been no call for so long, at most so long: a solution that retries for ever is judged all the same. */
  async quiet(quietMs: number, limitMs: number, signal = this.#arena.signal): Promise<void> {
    const deadline = now() + limitMs;
    while (this.wire.quietMs() < quietMs && now() < deadline) await pause(20, signal);
  }

  #seat(index: number): Seat {
    const seat = this.seats[index];
    if (!seat) throw new Error(`rig ${this.name} has no instance ${index}`);
    return seat;
  }
}

interface SeatOptions {
  readonly rig: string;
  readonly database: string;
  readonly settings: Settings;
  readonly wire: Wire;
}

async function openSeat(arena: Arena, name: string, { rig, database, settings, wire }: SeatOptions): Promise<Seat> {
  const through = async (service: string) => {
    const proxy = await arena.httpProxy(service, SERVICE_PORT, name);
    // Rigs share the banks, and a solution may number its holds from 1.
    proxy.stamp({ 'x-client': rig });
    wire.attach(name, service, proxy);
    return proxy.url;
  };
  const [postgres, bankA, bankB, screening] = await Promise.all([
    arena.pg(POSTGRES, name),
    ...BANKS.map((bank) => through(serviceOf(bank))),
    through('screening'),
  ]);
  const addresses = {
    database: learnerUrl(arena.service(POSTGRES), database, postgres.endpoint),
    bankA: bankA ?? '',
    bankB: bankB ?? '',
    screening: screening ?? '',
  };
  const process = await arena.start({ instance: name, env: environmentOf(settings, addresses, name) });
  return { name, process, api: api(arena, arena.http(process), name), postgres };
}
