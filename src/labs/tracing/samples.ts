import type { SpanContext, TraceSpan } from '../../kit.ts';
import type { Click } from './click.ts';
import type { Witness } from './wire.ts';

// Hand-made observations for the tests of the judges.

/** Ids that can be read: `trace('t1')`, `id('s1')`. */
export const trace = (name: string) => Buffer.from(name.padStart(16, '-')).toString('hex').slice(0, 32);
export const id = (name: string) => Buffer.from(name.padStart(8, '-')).toString('hex').slice(0, 16);

export const T = trace('t');
export const SENT: SpanContext = { traceId: T, spanId: id('client') };

let count = 0;

export function span(over: Partial<TraceSpan> = {}): TraceSpan {
  count++;
  const service = over.service ?? 'gateway';
  return {
    traceId: T,
    spanId: id(`s${count}`),
    parentSpanId: '',
    traceState: '',
    name: 'POST /checkout',
    kind: 'server',
    startMs: 1000,
    endMs: 1100,
    attributes: {},
    events: [],
    links: [],
    status: { code: 'unset', message: '' },
    resource: { 'service.name': service, 'service.instance.id': `${service}-a` },
    service,
    scope: 'kiosk',
    ...over,
  };
}

export function placed(over: Partial<Click> = {}): Click {
  return {
    basket: { orderRef: 'R-1', lines: [{ sku: 'sku-1', qty: 1 }], card: '4000', email: 'a@b', amountMinor: 450 },
    sent: SENT,
    ms: 20,
    status: 201,
    orderId: 'o-1',
    traceId: T,
    code: undefined,
    told: 'status 201, {}',
    ...over,
  };
}

export const refused = (over: Partial<Click> = {}) =>
  placed({ status: 500, orderId: undefined, traceId: undefined, told: 'status 500, no body', ...over });

/** The tree of one checkout up to the queue: gateway SERVER and CLIENT, orders SERVER, one CLIENT for each stub, PRODUCER. */
export function tree(traceId = T, parent = SENT.spanId): TraceSpan[] {
  const one = (name: string, over: Partial<TraceSpan>) => span({ traceId, spanId: id(name), ...over });
  return [
    one('gw', { service: 'gateway', parentSpanId: parent }),
    one('gwc', { service: 'gateway', kind: 'client', name: 'POST', parentSpanId: id('gw') }),
    one('ord', { service: 'orders', name: 'POST /orders', parentSpanId: id('gwc') }),
    one('inv', { service: 'orders', kind: 'client', name: 'GET', parentSpanId: id('ord'), startMs: 1010, endMs: 1030 }),
    one('pay', {
      service: 'orders',
      kind: 'client',
      name: 'POST',
      parentSpanId: id('ord'),
      startMs: 1030,
      endMs: 1050,
    }),
    one('send', {
      service: 'orders',
      kind: 'producer',
      name: 'send jobs',
      parentSpanId: id('ord'),
      startMs: 1052,
      endMs: 1054,
    }),
  ];
}

export function witness(at: Witness['at'], spanId: string, over: Partial<Witness> = {}): Witness {
  const traceId = over.context?.traceId ?? T;
  return {
    at,
    method: 'POST',
    path: '/',
    header: `00-${traceId}-${spanId}-01`,
    context: { traceId, spanId, sampled: true },
    tracestate: 'kiosk=1',
    orderRef: undefined,
    orderId: undefined,
    amountMinor: undefined,
    status: 201,
    receivedMs: 1035,
    repliedMs: 1045,
    ...over,
  };
}
