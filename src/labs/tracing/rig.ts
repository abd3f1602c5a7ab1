import {
  type Arena,
  eventually,
  type HttpClient,
  type HttpProxy,
  now,
  type OtlpReceiver,
  postgresUrl,
  type SolutionProcess,
  type Sql,
  TimeLimitError,
} from '../../kit.ts';
import { click, inventBasket } from './click.ts';
import { inventContext } from './context.ts';
import { freshDatabase, GRADED } from './database.ts';
import { type Addresses, byStub, DB, environmentOf, type Role, SERVICE_PORT, type Stub, urlsOf } from './settings.ts';
import { hasServed } from './spans.ts';

/** Kiosk as one step sees it: three roles, three stubs behind witnesses, an empty queue, and a receiver of spans. */
export interface Rig {
  readonly otlp: OtlpReceiver;
  readonly sql: Sql;
  readonly stubs: Readonly<Record<Stub, HttpProxy>>;
  /** Between gateway and orders. */
  readonly toOrders: HttpProxy;
  readonly processes: Readonly<Record<Role, SolutionProcess>>;
  /** Of the gateway. */
  readonly client: HttpClient;
  readonly addresses: Addresses;
}

/** Starting three programs at once on a laptop takes a while. */
const READY_MS = 15_000;

export async function openRig(arena: Arena, more: Readonly<Record<string, string>> = {}): Promise<Rig> {
  const [inventory, payments, carrier] = await Promise.all([
    arena.httpProxy('inventory', SERVICE_PORT),
    arena.httpProxy('payments', SERVICE_PORT),
    arena.httpProxy('carrier', SERVICE_PORT),
  ]);
  const stubs = { inventory, payments, carrier };
  let ordersPort = 0;
  const toOrders = await arena.httpProxyTo('orders', () => ({ host: '127.0.0.1', port: ordersPort }));
  const otlp = await arena.otlp(arena.onlyForLooking('jaeger', 4318));
  const sql = await freshDatabase(arena);
  const addresses: Addresses = {
    orders: toOrders.url,
    stubs: urlsOf(stubs),
    database: postgresUrl(arena.service(DB), GRADED),
    otlp: otlp.url,
  };
  arena.note('starting gateway, orders and worker');
  const start = (role: Role) => startRole(arena, addresses, role, 'a', more);
  // The worker comes after orders: both may want to make tables.
  const [orders, gateway] = await Promise.all([start('orders'), start('gateway')]);
  ordersPort = orders.port;
  const worker = await start('worker');
  const processes = { gateway, orders, worker };
  return { otlp, sql, stubs, toOrders, processes, client: arena.http(gateway), addresses };
}

export function startRole(
  arena: Arena,
  addresses: Addresses,
  role: Role,
  instance: string,
  more: Readonly<Record<string, string>> = {},
): Promise<SolutionProcess> {
  return arena.start({ instance, role, env: environmentOf(role, instance, addresses, more), readyMs: READY_MS });
}

/** How long a span may take to arrive: fifty times the delay of the exporters. */
const ARRIVAL_MS = 10_000;

/** Twenty times the delay of the exporters: where nobody has exported anything by then, nobody exports. */
const SILENCE_MS = 4_000;

/**
 * Polls until it holds or has not done so for ten seconds, or nothing at all is being exported; then the judge says what is
 * missing.
 */
export async function settled(
  arena: Arena,
  holds: () => boolean | Promise<boolean>,
  limitMs = ARRIVAL_MS,
): Promise<boolean> {
  const { exports } = await arena.otlp();
  const started = now();
  const silent = () => exports.length === 0 && now() - started > SILENCE_MS;
  const attempt = async () => ((await holds()) ? 'holds' : silent() && 'silent');
  try {
    const end = await eventually(attempt, { limitMs, pollMs: 50, signal: arena.signal, what: 'spans' });
    return end === 'holds';
  } catch (error) {
    if (error instanceof TimeLimitError) return false;
    throw error;
  }
}

/**
 * A later checkout whose spans have arrived: what gateway and orders ended before and has not arrived by now will not arrive. False
 * when they did not come.
 */
export async function sentinel(arena: Arena, rig: Rig): Promise<boolean> {
  const sent = inventContext(arena.random);
  await click(rig.client, inventBasket(arena.random, 1), { sent });
  return settled(arena, () => hasServed(rig.otlp.trace(sent.traceId), ['gateway', 'orders']));
}

/** The base port of a service's address, as spans name it. */
export function portsOf(rig: Rig): Record<Stub | 'orders', number> {
  return { ...byStub((name) => rig.stubs[name].endpoint.port), orders: rig.toOrders.endpoint.port };
}
