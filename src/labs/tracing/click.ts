import { type HttpClient, type HttpReply, now, type Random, type SpanContext } from '../../kit.ts';
import { isTraceId, traceparent } from './context.ts';
import { stockOf } from './stub/stock.ts';

/** What a customer orders. Every word in it is of this run. */
export interface Basket {
  readonly orderRef: string;
  readonly lines: readonly { readonly sku: string; readonly qty: number }[];
  readonly card: string;
  readonly email: string;
  /** What it costs by the inventory's prices. */
  readonly amountMinor: number;
}

/** One `POST /checkout` and what came of it. */
export interface Click {
  readonly basket: Basket;
  /** The context that the client sent along, if it did. */
  readonly sent: SpanContext | undefined;
  readonly ms: number;
  /** undefined when there was no answer. */
  readonly status: number | undefined;
  readonly orderId: string | undefined;
  /** `trace_id` of the answer, or `error.trace_id`; undefined when it is no trace id. */
  readonly traceId: string | undefined;
  readonly code: unknown;
  /** The answer as the end of a sentence. */
  readonly told: string;
}

/** Each word has a digit: recorded failure texts mask words that have one. */
export function inventBasket(random: Random, articles = 2): Basket {
  const lines = Array.from({ length: articles }, () => ({
    sku: `sku-${random.word(7)}${random.int(0, 9)}`,
    qty: random.int(1, 4),
  }));
  return {
    orderRef: `R-${random.word(6)}${random.int(0, 9)}`,
    lines,
    card: `4${Array.from({ length: 14 }, () => random.int(0, 9)).join('')}${random.int(3, 9)}`,
    email: `${random.word(9)}${random.int(0, 9)}@kiosk.example`,
    amountMinor: lines.reduce((sum, { sku, qty }) => sum + qty * stockOf(sku).price_minor, 0),
  };
}

interface ClickOptions {
  readonly sent?: SpanContext;
  /** Instead of the `traceparent` that follows from `sent`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly sampled?: boolean;
  readonly timeoutMs?: number;
}

/** Longer than the longest wait of the contract, the two seconds for payments. */
const PATIENCE_MS = 6000;

export async function click(client: HttpClient, basket: Basket, options: ClickOptions = {}): Promise<Click> {
  const { sent, sampled = true, timeoutMs = PATIENCE_MS } = options;
  const headers = options.headers ?? (sent ? { traceparent: traceparent(sent, sampled), tracestate: 'kiosk=1' } : {});
  const started = now();
  const body = { order_ref: basket.orderRef, lines: basket.lines, card: basket.card, email: basket.email };
  const reply = await client.send({ method: 'POST', path: '/checkout', body, headers, timeoutMs });
  return { basket, sent, ms: now() - started, ...answerOf(reply) };
}

interface Answer {
  readonly order_id?: unknown;
  readonly trace_id?: unknown;
  readonly error?: { readonly code?: unknown; readonly trace_id?: unknown };
}

function answerOf(reply: HttpReply): Pick<Click, 'status' | 'orderId' | 'traceId' | 'code' | 'told'> {
  const answer = (reply.outcome === 'reply' ? reply.json : undefined) as Answer | undefined | null;
  const traceId = answer?.trace_id ?? answer?.error?.trace_id;
  return {
    status: reply.outcome === 'reply' ? reply.status : undefined,
    orderId: typeof answer?.order_id === 'string' ? answer.order_id : undefined,
    traceId: isTraceId(traceId) ? traceId : undefined,
    code: answer?.error?.code,
    told: tell(reply),
  };
}

/** A reply as the end of a sentence. */
export function tell(reply: HttpReply): string {
  if (reply.outcome !== 'reply') return `no answer (${reply.error}) after ${Math.round(reply.ms)} ms`;
  const { status, text } = reply;
  return `status ${status}, ${text === '' ? 'no body' : text.length > 160 ? `${text.slice(0, 160)}…` : text}`;
}

/** At most `lanes` under way at a time, in order. */
export async function inLanes<In, Out>(
  items: readonly In[],
  lanes: number,
  run: (item: In, index: number) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await run(items[index] as In, index);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
