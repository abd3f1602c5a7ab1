import { type HttpClient, type HttpReply, now } from '../../kit.ts';
import { type Order, readOrder } from './order.ts';

/** One `GET /orders/{id}` and what came of it. */
export interface Showing {
  readonly orderId: string;
  /** `now()` when it was sent. */
  readonly at: number;
  readonly ms: number;
  /** undefined when it is not an order as the contract says; then `problem` says why. */
  readonly order: Order | undefined;
  readonly problem: string | undefined;
}

/** Longer than the slowest catalog of this lab (5 s), so that waiting for it is seen as such. */
const PATIENCE_MS = 7000;

/** Places an order of one piece for each product; undefined when it was accepted as the contract says, else what was wrong. */
export async function place(client: HttpClient, orderId: string, productIds: readonly string[]) {
  const lines = productIds.map((productId) => ({ productId, quantity: 1 }));
  const reply = await client.put(`/orders/${orderId}`, { lines }, PATIENCE_MS);
  if (reply.outcome !== 'reply' || reply.status !== 200) return tell(reply);
  const stored = reply.json as { orderId?: unknown; lines?: unknown } | undefined;
  const same = stored?.orderId === orderId && JSON.stringify(namesOf(stored.lines)) === JSON.stringify(productIds);
  return same ? undefined : `it should be the stored order {orderId, lines}, is ${excerpt(reply.text)}`;
}

function namesOf(lines: unknown): unknown {
  return Array.isArray(lines) ? lines.map((line: { productId?: unknown }) => line?.productId) : lines;
}

export async function show(client: HttpClient, orderId: string): Promise<Showing> {
  const at = now();
  const reply = await client.get(`/orders/${orderId}`, PATIENCE_MS);
  const seen = { orderId, at, ms: reply.ms };
  if (reply.outcome !== 'reply' || reply.status !== 200) return { ...seen, order: undefined, problem: tell(reply) };
  const order = readOrder(reply.json);
  return typeof order === 'string'
    ? { ...seen, order: undefined, problem: `an answer in which ${order}` }
    : { ...seen, order, problem: undefined };
}

/** One after the other, going round the orders. */
export async function showInTurn(client: HttpClient, orderIds: readonly string[], count: number): Promise<Showing[]> {
  const showings: Showing[] = [];
  for (let i = 0; i < count; i++) showings.push(await show(client, orderIds[i % orderIds.length] ?? ''));
  return showings;
}

/** All at the same time. */
export function showAtOnce(client: HttpClient, orderIds: readonly string[], count: number): Promise<Showing[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => show(client, orderIds[i % orderIds.length] ?? '')));
}

/** A reply as the end of a sentence. */
export function tell(reply: HttpReply): string {
  if (reply.outcome === 'reply') return `status ${reply.status}, ${excerpt(reply.text)}`;
  return `no answer (${reply.error}) after ${Math.round(reply.ms)} ms`;
}

function excerpt(text: string): string {
  return text === '' ? 'no body' : text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
