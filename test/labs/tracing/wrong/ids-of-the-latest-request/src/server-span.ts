import type { IncomingHttpHeaders } from 'node:http';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Reply } from './http.ts';
import { remember, tracer } from './telemetry.ts';

export interface Incoming {
  method: string;
  path: string;
  /** The route that the path belongs to, such as `/orders/{id}`; undefined when there is none. */
  route: string | undefined;
  headers: IncomingHttpHeaders;
}

/** The SERVER span of a request that is being answered; `handle` runs inside of it. */
export async function traceRequest(incoming: Incoming, handle: () => Promise<Reply>): Promise<Reply> {
  const { method, path, route, headers } = incoming;
  const caller = propagation.extract(context.active(), headers);
  const attributes = {
    'http.request.method': method,
    'url.path': path,
    'url.scheme': 'http',
    ...(route && { 'http.route': route }),
  };
  const span = tracer.startSpan(route ? `${method} ${route}` : method, { kind: SpanKind.SERVER, attributes }, caller);
  remember(span.spanContext());
  try {
    const reply = await context.with(trace.setSpan(caller, span), handle);
    span.setAttribute('http.response.status_code', reply.status);
    // A 4xx is the caller's fault: for a server that is no error.
    if (reply.status >= 500) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', String(reply.status));
    }
    return reply;
  } finally {
    span.end();
  }
}
