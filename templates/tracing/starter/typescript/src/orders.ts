import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Config, Running } from './config.ts';
import { inTransaction, openDatabase } from './database.ts';
import { ApiError, notFound } from './errors.ts';
import { type Route, serve } from './http.ts';
import { log } from './log.ts';
import { type Checkout, type Order, readCheckout } from './order.ts';
import { charge } from './payments.ts';
import { enqueueShipping } from './queue.ts';
import { priceOf } from './stock.ts';
import { activeTrace } from './telemetry.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The role that prices, charges and stores orders, and leaves a job for the worker. */
export async function startOrders(config: Config): Promise<Running> {
  const pool = await openDatabase(config.databaseUrl);
  const server = await serve(orderRoutes(config, pool), config.port);
  const stop = async () => {
    await server.stop();
    await pool.end();
  };
  return { stop };
}

function orderRoutes(config: Config, pool: Pool): Route[] {
  return [
    {
      method: 'POST',
      path: '/orders',
      handle: async ({ body }) => {
        const { order_id } = await place(config, pool, readCheckout(body));
        return { status: 201, body: { order_id, trace_id: activeTrace()?.traceId } };
      },
    },
    {
      method: 'GET',
      path: '/orders/{id}',
      handle: async ({ params: [id] }) => ({ status: 200, body: await find(pool, id ?? '') }),
    },
  ];
}

async function place(config: Config, pool: Pool, checkout: Checkout): Promise<Order> {
  const { order_ref, lines, card, email } = checkout;
  try {
    const amount_minor = await priceOf(config.inventoryUrl, lines);
    await charge(config.paymentsUrl, { order_ref, card, amount_minor });
    const order = { order_id: randomUUID(), order_ref, email, amount_minor };
    await store(pool, order);
    log.info('order placed', { order_ref, order_id: order.order_id });
    return order;
  } catch (error) {
    const refused = error instanceof ApiError && error.status < 500;
    const { message, cause } = error as Error;
    log[refused ? 'info' : 'error']('order not placed', { order_ref, reason: message, cause: cause && String(cause) });
    throw error;
  }
}

/** The order and its job, together or not at all. */
function store(pool: Pool, { order_id, order_ref, email, amount_minor }: Order): Promise<void> {
  return inTransaction(pool, async (client) => {
    await client.query('INSERT INTO orders (order_id, order_ref, email, amount_minor) VALUES ($1, $2, $3, $4)', [
      order_id,
      order_ref,
      email,
      amount_minor,
    ]);
    await enqueueShipping(client, { order_id, order_ref });
  });
}

async function find(pool: Pool, id: string): Promise<object> {
  const { rows } = UUID.test(id)
    ? await pool.query('SELECT order_id, status FROM orders WHERE order_id = $1', [id])
    : { rows: [] };
  if (!rows[0]) throw notFound(`order ${id}`);
  return rows[0] as object;
}
