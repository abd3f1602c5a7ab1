import { type HeldCall, type HttpCall, type HttpHold, type HttpPlan, type HttpProxy, now } from '../../../kit.ts';
import { type Call, type Fate, readCall, tableOf } from './call.ts';

/** A call that was stopped on its way. */
export interface Frozen {
  readonly call: Call;
  readonly held: HeldCall;
}

/** A frozen request that was delivered when nobody expected it any more. */
export interface Ghost {
  readonly call: Call;
  readonly at: number;
  /** Of the service's answer; 0 for none. */
  readonly status: number;
  readonly code: string | undefined;
}

/** Decides about a call; undefined leaves it to the rules before. */
export type Rule = (call: Call) => Fate | undefined;

const PASS: Fate = { kind: 'pass' };

/** All calls of one rig's instances to banks and screening: whose they are, and what is done to them. */
export class Wire {
  readonly calls: Call[] = [];
  readonly ghosts: Ghost[] = [];
  readonly #known = new Map<HttpCall, Call>();
  readonly #rules: Rule[] = [];
  readonly #holds: HttpHold[] = [];
  /** Amounts of our transfers. */
  readonly #amounts = new Set<number>();
  /** Whose hold, credit or transfer an id is. */
  readonly #owners = new Map<string, number>();

  /** From now on the amount is that of a transfer of ours. */
  expect(amount: number): void {
    this.#amounts.add(amount);
  }

  /** The solution has named a transfer. */
  learn(id: string, amount: number): void {
    this.#owners.set(`transfer ${id}`, amount);
  }

  attach(instance: string, service: string, proxy: HttpProxy): void {
    const callOf = (http: HttpCall) => this.#callOf(http, instance, service);
    const freezing = (kind: Fate['kind']) => (http: HttpCall) => callOf(http).fate.kind === kind;
    const times = Number.POSITIVE_INFINITY;
    this.#holds.push(
      proxy.hold({ at: 'request', times, match: freezing('freeze-before') }),
      proxy.hold({ at: 'reply', times, match: freezing('freeze-after') }),
    );
    proxy.script((http) => planOf(callOf(http).fate));
  }

  /** The newest rule decides first. Returns the way to take it back. */
  rule(rule: Rule): () => void {
    this.#rules.unshift(rule);
    return () => {
      const at = this.#rules.indexOf(rule);
      if (at >= 0) this.#rules.splice(at, 1);
    };
  }

  of(amount: number): Call[] {
    return this.calls.filter((call) => call.amount === amount);
  }

  /** In order of arrival. */
  get frozen(): Frozen[] {
    const held = new Map(this.#holds.flatMap((hold) => hold.held).map((one) => [one.call, one]));
    return this.calls.flatMap((call) => {
      const one = held.get(call.http);
      return one ? [{ call, held: one }] : [];
    });
  }

  /** Delivers a frozen request late. */
  async deliver({ call, held }: Frozen): Promise<Ghost> {
    const at = now();
    const { status, text } = await held.deliver();
    const code = /"code":"(\w+)"/.exec(text)?.[1];
    const ghost = { call, at, status, code };
    this.ghosts.push(ghost);
    return ghost;
  }

  /** How long nothing has begun or ended. */
  quietMs(): number {
    const last = this.calls.reduce((latest, { http }) => Math.max(latest, http.at, http.endedAt ?? 0), 0);
    return now() - last;
  }

  #callOf(http: HttpCall, instance: string, service: string): Call {
    const known = this.#known.get(http);
    if (known) return known;
    const { kind, id, amount, transferId } = readCall(http);
    const call: Call = {
      ...{ http, instance, service, kind, id, fate: PASS },
      amount: this.#ownerOf(tableOf(kind), id, amount, transferId),
    };
    this.#known.set(http, call);
    for (const rule of this.#rules) {
      const fate = rule(call);
      if (!fate) continue;
      call.fate = fate;
      break;
    }
    this.calls.push(call);
    return call;
  }

  /** By the amount, by the transfer that is named, by the id as it was used before, or by a transfer's id within the id. */
  #ownerOf(table: string | undefined, id: string, amount: number | undefined, transferId: string | undefined) {
    const owner =
      (amount !== undefined && this.#amounts.has(amount) ? amount : undefined) ??
      this.#owners.get(`transfer ${transferId}`) ??
      this.#owners.get(`${table} ${id}`) ??
      this.#ownerByName(id);
    if (owner === undefined) return undefined;
    if (table) this.#owners.set(`${table} ${id}`, owner);
    if (transferId !== undefined) this.#owners.set(`transfer ${transferId}`, owner);
    return owner;
  }

  #ownerByName(id: string): number | undefined {
    for (const [key, owner] of this.#owners) {
      const [what, name = ''] = key.split(' ');
      // A short number is part of too many ids.
      if (what === 'transfer' && (name === id || (name.length >= 8 && id.includes(name)))) return owner;
    }
    return undefined;
  }
}

function planOf(fate: Fate): HttpPlan {
  switch (fate.kind) {
    case 'pass':
      return { kind: 'forward', ...(fate.delayMs === undefined ? {} : { delayMs: fate.delayMs }) };
    case 'unavailable': {
      const json = { type: 'about:blank', title: 'the service is not available', status: 503, code: 'unavailable' };
      return { kind: 'answer', answer: { status: 503, json } };
    }
    case 'reset':
      return { kind: 'drop' };
    case 'answer':
      return { kind: 'answer', answer: { status: 200, json: fate.json } };
    case 'freeze-before':
    case 'freeze-after':
      return { kind: 'forward' };
  }
}
