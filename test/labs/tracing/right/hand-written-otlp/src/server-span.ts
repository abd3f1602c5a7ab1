import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './http.ts';
import { inSpan, KIND } from './telemetry.ts';
import { read } from './trace-context.ts';

export interface Incoming {
  method: string;
  path: string;
  route: string | undefined;
  headers: IncomingHttpHeaders;
}

export function traceRequest({ method, path, route, headers }: Incoming, handle: () => Promise<Reply>): Promise<Reply> {
  const attributes = { 'http.request.method': method, 'url.path': path, 'url.scheme': 'http' };
  const work = async (span: { failed: boolean; attributes: Record<string, string | number> }) => {
    if (route) span.attributes['http.route'] = route;
    const reply = await handle();
    span.attributes['http.response.status_code'] = reply.status;
    span.failed = reply.status >= 500;
    return reply;
  };
  return inSpan(route ? `${method} ${route}` : method, KIND.server, attributes, work, read(headers));
}
