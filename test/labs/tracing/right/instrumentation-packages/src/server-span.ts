import type { IncomingHttpHeaders } from 'node:http';
import { trace } from '@opentelemetry/api';
import type { Reply } from './http.ts';

export interface Incoming {
  method: string;
  path: string;
  route: string | undefined;
  headers: IncomingHttpHeaders;
}

/** The span is there already. What an instrumentation of node:http cannot know is the route. */
export function traceRequest({ method, route }: Incoming, handle: () => Promise<Reply>): Promise<Reply> {
  const span = trace.getActiveSpan();
  if (route) span?.updateName(`${method} ${route}`).setAttribute('http.route', route);
  return handle();
}
