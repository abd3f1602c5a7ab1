import { type Arena, type HttpClient, type HttpReply, recordOp } from '../../../kit.ts';
import type { Transfer } from './transfer.ts';

/** A machine that is busy with something else is no reason to give up. */
const PATIENCE_MS = 12_000;

const STATES = ['PENDING', 'COMPLETED', 'FAILED'] as const;
type State = (typeof STATES)[number];

/** What came of `POST /transfers`. */
export interface Posting {
  readonly instance: string;
  /** undefined when no reply came. */
  readonly status: number | undefined;
  readonly id: string | undefined;
  readonly code: string | undefined;
  /** The answer as the end of a sentence. */
  readonly told: string;
}

/** What `GET /transfers/{id}` says. */
interface View {
  readonly state: State;
  readonly reason: string | null;
}

/** A look at a transfer: what it showed, or what was wrong with it. */
export type Look = View | { readonly problem: string };

export interface Api {
  /** Waits `patienceMs` for the reply, 12 s if nothing is said. */
  post(transfer: Transfer, patienceMs?: number): Promise<Posting>;
  look(id: string, transfer: Transfer): Promise<Look>;
}

/** The contract's verbs at one instance. Nothing here throws for what the solution does. */
export function api(arena: Arena, client: HttpClient, instance: string): Api {
  return {
    async post(transfer, patienceMs = PATIENCE_MS) {
      const { key, ...body } = transfer;
      const send = () =>
        client.send({
          ...{ method: 'POST', path: '/transfers', body, timeoutMs: patienceMs },
          headers: { 'idempotency-key': key },
        });
      const reply = await recordOp(arena.history, { client: instance, name: 'POST /transfers', input: transfer }, send);
      const { id, code } = objectIn(reply);
      return {
        instance,
        status: reply.outcome === 'reply' ? reply.status : undefined,
        id: typeof id === 'string' ? id : typeof id === 'number' ? String(id) : undefined,
        code: typeof code === 'string' ? code : undefined,
        told: tell(reply),
      };
    },
    async look(id, transfer) {
      const reply = await client.get(`/transfers/${encodeURIComponent(id)}`, PATIENCE_MS);
      if (reply.outcome !== 'reply' || reply.status !== 200) return { problem: tell(reply) };
      const { state, reason = null, from, to, amount } = objectIn(reply);
      if (from !== transfer.from || to !== transfer.to || amount !== transfer.amount)
        return { problem: `another transfer than was asked for: ${tell(reply)}` };
      if (!isState(state) || !(reason === null || typeof reason === 'string')) return { problem: tell(reply) };
      return { state, reason };
    },
  };
}

function isState(value: unknown): value is State {
  return (STATES as readonly unknown[]).includes(value);
}

function objectIn(reply: HttpReply): Readonly<Record<string, unknown>> {
  const json = reply.outcome === 'reply' ? reply.json : undefined;
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

/** A reply as the end of a sentence: `status 404, no body`. */
function tell(reply: HttpReply): string {
  if (reply.outcome !== 'reply') return `no answer (${reply.error}) after ${Math.round(reply.ms)} ms`;
  const text = reply.text.replace(/\s+/g, ' ').trim();
  return `status ${reply.status}, ${text === '' ? 'no body' : text.length > 160 ? `${text.slice(0, 160)}…` : text}`;
}
