import { notFound } from './errors.ts';
import type { Route } from './http.ts';
import type { Transfers } from './transfers.ts';
import { idempotencyKey, order } from './validate.ts';

/** The contract: which request does what. */
export function routes(transfers: Transfers): Route[] {
  return [
    { method: 'GET', path: /^\/healthz$/, handle: async () => ({ status: 200, body: { ok: true } }) },
    {
      method: 'POST',
      path: /^\/transfers$/,
      handle: async ({ headers, body }) => {
        const { id, state } = await transfers.accept(idempotencyKey(headers), order(body));
        return { status: 202, body: { id, state }, headers: { Location: `/transfers/${id}` } };
      },
    },
    {
      method: 'GET',
      path: /^\/transfers\/([^/]+)$/,
      handle: async ({ params }) => {
        const transfer = await transfers.find(params[0] ?? '');
        if (!transfer) throw notFound(`transfer ${params[0]}`);
        return { status: 200, body: transfer };
      },
    },
  ];
}
