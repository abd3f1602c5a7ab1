import type { HttpReply } from '../../../../kit.ts';
import { tell } from '../../click.ts';

/** What `POST /analyze` answered. */
export interface Answer {
  readonly spanId: string;
  readonly selfMs: number;
  readonly reason: string;
}

/** The answer, or what is wrong with it, as the end of a sentence. */
export function readAnswer(reply: HttpReply): Answer | string {
  if (reply.outcome !== 'reply' || reply.status !== 200) return tell(reply);
  const { span_id, self_ms, reason } = (reply.json ?? {}) as Record<string, unknown>;
  if (typeof span_id !== 'string' || typeof self_ms !== 'number' || typeof reason !== 'string') return tell(reply);
  return { spanId: span_id.toLowerCase(), selfMs: self_ms, reason };
}
