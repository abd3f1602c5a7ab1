import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './http.ts';

export interface Incoming {
  method: string;
  path: string;
  /** The route that the path belongs to, such as `/orders/{id}`; undefined when there is none. */
  route: string | undefined;
  headers: IncomingHttpHeaders;
}

/**
 * Step 1: the SERVER span of a request that is being answered; `handle` runs inside of it.
 * Step 2: the request may come with the context of its caller. Step 4: name, attributes, and what counts as an error.
 */
export function traceRequest(_incoming: Incoming, handle: () => Promise<Reply>): Promise<Reply> {
  return handle();
}
