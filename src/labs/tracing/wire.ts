import { type HttpCall, now } from '../../kit.ts';
import { readTraceparent, type TraceParent } from './context.ts';
import type { Rig } from './rig.ts';
import type { Stub } from './settings.ts';

/** A call as the stub saw it: what spans claim is compared with this. */
export interface Witness {
  readonly at: Stub | 'orders';
  readonly method: string;
  readonly path: string;
  /** The header as it came; undefined when there was none. */
  readonly header: string | undefined;
  /** What it says; undefined when it says nothing. */
  readonly context: TraceParent | undefined;
  readonly tracestate: string | undefined;
  /** Of a charge or an order. */
  readonly orderRef: string | undefined;
  /** Of a label. */
  readonly orderId: string | undefined;
  readonly amountMinor: number | undefined;
  readonly status: number | undefined;
  /** Milliseconds since 1970. */
  readonly receivedMs: number;
  /** Just before the first byte of the reply; undefined when there was none. */
  readonly repliedMs: number | undefined;
}

const EVERYWHERE = ['inventory', 'payments', 'carrier', 'orders'] as const;

/** Positions in the logs of all proxies. */
export type Mark = Readonly<Record<Stub | 'orders', number>>;

export function markWire(rig: Rig): Mark {
  const { inventory, payments, carrier } = rig.stubs;
  return {
    inventory: inventory.mark(),
    payments: payments.mark(),
    carrier: carrier.mark(),
    orders: rig.toOrders.mark(),
  };
}

/** Calls since the mark, by place and in order of arrival. */
export function witnesses(rig: Rig, since: Mark): Witness[] {
  return EVERYWHERE.flatMap((at) => {
    const proxy = at === 'orders' ? rig.toOrders : rig.stubs[at];
    return proxy
      .calls({ since: since[at] })
      .filter(({ path }) => path !== '/healthz')
      .map((call) => witness(at, call));
  });
}

function witness(at: Witness['at'], call: HttpCall): Witness {
  const { method, path, headers, status } = call;
  const body = parsed(call.body) as Record<string, unknown> | undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return {
    at,
    method,
    path,
    header: headers.traceparent,
    context: readTraceparent(headers.traceparent),
    tracestate: headers.tracestate,
    orderRef: text(body?.order_ref),
    orderId: text(body?.order_id),
    amountMinor: typeof body?.amount_minor === 'number' ? body.amount_minor : undefined,
    status,
    receivedMs: epochOf(call.at),
    repliedMs: call.repliedAt === undefined ? undefined : epochOf(call.repliedAt),
  };
}

/** A moment of our monotonic clock as the clocks of spans have it. */
export function epochOf(at: number): number {
  return at + (Date.now() - now());
}

function parsed(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}
