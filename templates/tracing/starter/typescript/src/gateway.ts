import { analyze } from './analyze.ts';
import { type Answer, ask } from './call.ts';
import type { Config, Running } from './config.ts';
import { ApiError, upstreamError } from './errors.ts';
import { type Reply, type Route, serve } from './http.ts';
import { log } from './log.ts';
import { activeTrace } from './telemetry.ts';

const TIMEOUT_MS = 6000;

/** The role that customers talk to: it passes everything on to the role `orders`. */
export function startGateway(config: Config): Promise<Running> {
  return serve(gatewayRoutes(config.ordersUrl), config.port);
}

function gatewayRoutes(ordersUrl: string): Route[] {
  return [
    {
      method: 'POST',
      path: '/checkout',
      handle: async ({ body }) => {
        const order_ref = (body as { order_ref?: unknown } | undefined)?.order_ref;
        log.info('checkout received', { order_ref });
        const reply = await relay(order_ref, {
          method: 'POST',
          url: new URL('/orders', ordersUrl),
          template: '/orders',
          body,
        });
        if (reply.status !== 201) return reply;
        const { order_id } = reply.body as { order_id: string };
        return { status: 201, body: { order_id, trace_id: activeTrace()?.traceId } };
      },
    },
    {
      method: 'GET',
      path: '/orders/{id}',
      handle: ({ params: [id] }) =>
        relay(undefined, { method: 'GET', url: new URL(`/orders/${id}`, ordersUrl), template: '/orders/{id}' }),
    },
    { method: 'POST', path: '/analyze', handle: async ({ body }) => ({ status: 200, body: analyze(body) }) },
  ];
}

interface Passed {
  method: string;
  url: URL;
  template: string;
  body?: unknown;
}

/** Passes a request on. A refusal that the customer can do something about is passed back, everything else is a 502. */
async function relay(order_ref: unknown, passed: Passed): Promise<Reply> {
  const answer = await askOrders(order_ref, passed);
  if (answer.status < 400) return answer;
  const error = (answer.body as { error?: { code: string; message: string } } | undefined)?.error;
  if (answer.status < 500 && error) throw new ApiError(answer.status, error.code, error.message);
  log.error('orders failed', { order_ref, status: answer.status });
  throw upstreamError('orders');
}

async function askOrders(order_ref: unknown, passed: Passed): Promise<Answer> {
  try {
    return await ask({ ...passed, timeoutMs: TIMEOUT_MS });
  } catch (error) {
    log.error('orders did not answer', { order_ref, reason: String(error) });
    throw upstreamError('orders', error);
  }
}
