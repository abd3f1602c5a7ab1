import { bodyOf, type Call, errorOf, statusOf, succeeded } from './api.ts';
import type { WatchEvent } from './viewers.ts';

/** One try of a write, small enough to keep thousands of them. */
export interface Attempt {
  readonly sentAt: number;
  readonly endedAt: number;
  /** HTTP status; undefined when no reply came, so that it may have happened. */
  readonly status: number | undefined;
  /** `error.code` of the reply, or how the call ended. */
  readonly code: string;
}

/** An event sent for a viewer, perhaps several times. Acknowledged by any 2xx; until then its fate is unknown. */
export interface Write {
  readonly viewer: string;
  readonly event: WatchEvent;
  readonly attempts: readonly Attempt[];
  /** `now()` of the first 2xx. */
  readonly ackedAt: number | undefined;
}

export interface Read {
  readonly viewer: string;
  readonly sentAt: number;
  readonly endedAt: number;
  readonly status: number | undefined;
  readonly code: string;
  readonly watchSeconds: number | undefined;
  /** Seconds of this viewer acknowledged before the read was sent: no right answer is below. */
  readonly floor: number;
}

interface OpenWrite extends Write {
  attempts: Attempt[];
  ackedAt: number | undefined;
}

/** All that was written and read under load, in the three-valued manner: acknowledged, or unknown. */
export class Ledger {
  readonly #writes: OpenWrite[] = [];
  readonly #reads: Read[] = [];
  readonly #acked = new Map<string, number>();
  /** Event ids that are on their way right now. */
  readonly #pending = new Map<string, number>();

  get writes(): readonly Write[] {
    return this.#writes;
  }

  get reads(): readonly Read[] {
    return this.#reads;
  }

  /** Whether a request with this event is in flight. */
  isPending(eventId: string): boolean {
    return this.#pending.has(eventId);
  }

  ackedSeconds(viewer: string): number {
    return this.#acked.get(viewer) ?? 0;
  }

  open(viewer: string, event: WatchEvent): Write {
    const write: OpenWrite = { viewer, event, attempts: [], ackedAt: undefined };
    this.#writes.push(write);
    return write;
  }

  /** Notes a write that was acknowledged before the load began. */
  seed(viewer: string, event: WatchEvent): void {
    const write: OpenWrite = { viewer, event, attempts: [], ackedAt: 0 };
    this.#writes.push(write);
    this.#acked.set(viewer, this.ackedSeconds(viewer) + event.seconds);
  }

  /** Sends a write once and notes how it ended. */
  async attempt(write: Write, send: () => Promise<Call>): Promise<Call> {
    const id = write.event.eventId;
    this.#pending.set(id, (this.#pending.get(id) ?? 0) + 1);
    const call = await send();
    const left = (this.#pending.get(id) ?? 1) - 1;
    if (left > 0) this.#pending.set(id, left);
    else this.#pending.delete(id);
    const open = write as OpenWrite;
    open.attempts.push({ sentAt: call.sentAt, endedAt: call.endedAt, status: statusOf(call), code: codeOf(call) });
    if (succeeded(call) && open.ackedAt === undefined) {
      open.ackedAt = call.endedAt;
      this.#acked.set(write.viewer, this.ackedSeconds(write.viewer) + write.event.seconds);
    }
    return call;
  }

  /** Reads a viewer once and notes what was known before. */
  async read(viewer: string, send: () => Promise<Call>): Promise<Call> {
    const floor = this.ackedSeconds(viewer);
    const call = await send();
    const { watchSeconds } = bodyOf(call);
    this.#reads.push({
      viewer,
      sentAt: call.sentAt,
      endedAt: call.endedAt,
      status: statusOf(call),
      code: codeOf(call),
      watchSeconds: typeof watchSeconds === 'number' ? watchSeconds : undefined,
      floor,
    });
    return call;
  }
}

function codeOf(call: Call): string {
  if (call.reply.outcome !== 'reply') return call.reply.outcome;
  const { code } = errorOf(call);
  return typeof code === 'string' ? code : '';
}
