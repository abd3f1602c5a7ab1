import { invalidRequest } from './errors.ts';
import type { Route } from './http.ts';
import type { Orders, PlacedLine } from './orders.ts';

/** The contract: which request does what. */
export function routes(orders: Orders): Route[] {
  return [
    { method: 'GET', path: /^\/healthz$/, handle: async () => ({ status: 200, body: { ok: true } }) },
    {
      method: 'PUT',
      path: /^\/orders\/([^/]+)$/,
      handle: async ({ params, body }) => ({ status: 200, body: orders.place(id(params[0]), lines(body)) }),
    },
    {
      method: 'GET',
      path: /^\/orders\/([^/]+)$/,
      handle: async ({ params }) => ({ status: 200, body: await orders.show(id(params[0])) }),
    },
    { method: 'GET', path: /^\/breakers$/, handle: async () => ({ status: 200, body: orders.breakers() }) },
  ];
}

function id(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value)) return value;
  throw invalidRequest('an id has 1 to 64 characters of A-Z a-z 0-9 _ -');
}

function lines(body: unknown): PlacedLine[] {
  const given = (body as { lines?: unknown } | undefined)?.lines;
  if (!Array.isArray(given) || given.length === 0) throw invalidRequest('lines must be a list that is not empty');
  return given.map((line: Partial<PlacedLine> | null) => {
    const { productId, quantity } = line ?? {};
    if (!Number.isInteger(quantity) || Number(quantity) < 1) throw invalidRequest('quantity must be a whole number');
    return { productId: id(productId), quantity: Number(quantity) };
  });
}
