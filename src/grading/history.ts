import type { HttpReply } from '../clients/types.ts';
import { now } from '../host/clock.ts';
import type { History, Op } from './types.ts';

/** All operations of a check in the order in which they ended. */
export function createHistory(): History {
  const ops: Op[] = [];
  return {
    ops,
    add: (op) => {
      ops.push(op);
    },
  };
}

/** Whether a reply is a refusal: the solution says that it has done nothing. */
export type IsRefusal = (reply: Extract<HttpReply, { outcome: 'reply' }>) => boolean;

const clientErrorOrUnavailable: IsRefusal = ({ status }) => (status >= 400 && status < 500) || status === 503;

/**
 * How an operation ended: 2xx is `ok`; a refused connection and a refusal are `failed`; everything else (no answer,
 * 500, a redirect) is `unknown`, for it may have happened. A lab whose 503 may follow a statement that was already
 * sent gives its own `isRefusal`.
 */
export function outcomeOf(reply: HttpReply, isRefusal: IsRefusal = clientErrorOrUnavailable): Op['outcome'] {
  if (reply.outcome === 'refused') return 'failed';
  if (reply.outcome === 'unknown') return 'unknown';
  if (reply.status >= 200 && reply.status < 300) return 'ok';
  return isRefusal(reply) ? 'failed' : 'unknown';
}

/** Makes a request and adds it to the history, with the body of the answer as its output. */
export async function recordOp(
  history: History,
  op: Pick<Op, 'client' | 'name' | 'input'>,
  call: () => Promise<HttpReply>,
  isRefusal?: IsRefusal,
): Promise<HttpReply> {
  const startMs = now();
  const reply = await call();
  const output = reply.outcome === 'reply' ? (reply.json ?? reply.text) : reply.error;
  history.add({ ...op, outcome: outcomeOf(reply, isRefusal), output, startMs, endMs: now() });
  return reply;
}
