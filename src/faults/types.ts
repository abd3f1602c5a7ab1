import type { Endpoint } from '../stack/types.ts';

/** Toward which end the disturbed bytes travel: `service` = requests, `client` = replies. */
export type Direction = 'client' | 'service';

/** A disturbance of what passes through a proxy. `toward` absent means both directions. */
export type Fault =
  /** Each chunk is delivered `ms` (± up to `jitterMs`, seeded) after it arrived, in order, never early. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number; readonly toward?: Direction }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number; readonly toward?: Direction }
  /** Live connections are reset (RST) at once, new ones as soon as they are accepted. */
  | { readonly kind: 'reset' }
  /** The listener is closed: new connections are refused; live ones stay. */
  | { readonly kind: 'refuse' }
  /** Nothing passes and nothing is closed, as in a network partition. Connections touched by it are reset when it is removed. */
  | { readonly kind: 'blackhole' };

/** What a fault has touched since it was injected: a check that saw too little of it must not pass. */
export interface Exposure {
  readonly connections: number;
  readonly bytes: number;
}

export interface Injection {
  readonly fault: Fault;
  readonly exposure: Exposure;
  /** Takes the fault away again; live connections go on. Idempotent. */
  remove(): void;
}

/** Exact counts since the proxy was opened. */
export interface Tally {
  readonly connections: number;
  readonly open: number;
  readonly toService: number;
  readonly toClient: number;
}

/** Sits between the solution and one service for as long as a verify lives. Listens on 127.0.0.1 only. */
export interface FaultProxy extends AsyncDisposable {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly tally: Tally;
  inject(fault: Fault): Injection;
  /** Removes every fault. */
  heal(): void;
  /** Resets all live connections now, as a crashed peer or a cut cable with reset would. */
  resetConnections(): void;
}

/** One message of the PostgreSQL protocol from the client (PostgreSQL 17 manual, chapter 53). */
export interface PgFrame {
  readonly connection: number;
  /** Message type byte: Q, P, B, E, S, d, c, X, … */
  readonly type: string;
  /** Text of the statement the frame belongs to ('' when it belongs to none). */
  readonly sql: string;
  /** Whole message with header. */
  readonly bytes: Buffer;
  /** Whether the message contains this text (UTF-8). */
  contains(text: string): boolean;
}

/** A statement that the server was asked to run: one simple query or one Execute. */
export interface PgStatement {
  /** Position in the proxy's log; the log of one proxy is totally ordered. */
  readonly seq: number;
  readonly connection: number;
  /** `now()` when it passed. */
  readonly at: number;
  readonly sql: string;
  /** First keyword in lower case: select, insert, update, delete, copy, begin, commit, … */
  readonly verb: string;
  /** False for transaction control, SET/SHOW, `SELECT 1`, and statements that touch only pg_catalog or version(). */
  readonly data: boolean;
  /** DataRow messages that came back for it so far. */
  readonly rows: number;
}

/** Counts frames toward the service that contain a byte string. */
export interface Marker {
  readonly frames: number;
  /** The statements of the first few such frames. */
  readonly statements: readonly string[];
  stop(): void;
}

export interface HeldFrame {
  readonly frame: PgFrame;
  readonly at: number;
  /** `forwarded`, `dropped`, or `abandoned` when the client went away before anything was decided. */
  readonly state: 'held' | 'forwarded' | 'dropped' | 'abandoned';
  release(): void;
  /** Swallows the frame and resets the connection. */
  drop(): void;
  /** Resolves when the frame is no longer held, with its final state. */
  readonly settled: Promise<'forwarded' | 'dropped' | 'abandoned'>;
}

/** Keeps matching frames back, and with each everything behind it on the same connection, until told otherwise. */
export interface Hold {
  readonly held: readonly HeldFrame[];
  /** The next frame caught after the ones already returned; undefined when `limitMs` passes or the hold is stopped. */
  next(limitMs: number, signal?: AbortSignal): Promise<HeldFrame | undefined>;
  /** Catches no more; what is held stays held. */
  stop(): void;
  /** Catches no more and forwards all that is held. */
  release(): void;
}

export interface HoldOptions {
  match(frame: PgFrame): boolean;
  /** How many frames to catch before the hold stops by itself; default 1. */
  readonly times?: number;
}

/** A whole answer of the server, up to ReadyForQuery, that its client has not got yet. */
export interface HeldReply {
  readonly connection: number;
  /** Text of the statement whose frame matched. */
  readonly sql: string;
  /** `now()` when the answer was complete. */
  readonly at: number;
  /** Where the server stands after it: with `none`, all that was done is committed. */
  readonly transaction: 'none' | 'open' | 'failed';
  /** `abandoned` when the client or the server went away before. */
  readonly state: 'held' | 'released' | 'abandoned';
  release(): void;
}

/** Keeps the answers to matching frames back: the server has done its work, and the client does not know. */
export interface ReplyHold {
  readonly held: readonly HeldReply[];
  /** The next answer caught after the ones already returned; undefined when `limitMs` passes or the hold is stopped. */
  next(limitMs: number, signal?: AbortSignal): Promise<HeldReply | undefined>;
  /** Catches no more; what is held stays held. */
  stop(): void;
  /** Catches no more and hands over all that is held. */
  release(): void;
}

/** A proxy that understands PostgreSQL: refuses TLS (`N`), frames messages, counts statements and rows. */
export interface PgProxy extends FaultProxy {
  /** Position in the statement log; give it to `since`. */
  mark(): number;
  /** Statements seen since `mark` (default: all), data or not. */
  since(mark?: number): readonly PgStatement[];
  watch(text: string): Marker;
  hold(options: HoldOptions): Hold;
  /** From a matching frame on, the connection gets no answer; it is caught when the server has finished it. */
  holdReplies(options: HoldOptions): ReplyHold;
  /** Calls back for every frame toward the service (after holds are decided, when forwarded); returns the way to stop. */
  onFrame(listener: (frame: PgFrame) => void): () => void;
}

/** One HTTP request that arrived at a proxy, and what became of it. A live view: it changes while the request is under way. */
export interface HttpCall {
  /** Position in the proxy's log, from 0, in order of arrival. */
  readonly seq: number;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 64 KiB of the body, once it has arrived. */
  readonly body: string;
  /** `now()` when its header had arrived. */
  readonly at: number;
  /** `answered`: the whole reply was handed over; `dropped`: the connection was reset instead; `abandoned`: the client went away first. */
  readonly state: 'open' | 'answered' | 'dropped' | 'abandoned';
  /** Of the reply, once its header was handed over. */
  readonly status: number | undefined;
  /** `now()` just before the first byte of its reply was handed over: a client cannot have had it earlier. */
  readonly repliedAt: number | undefined;
  /** `now()` when it left the state `open`. */
  readonly endedAt: number | undefined;
}

/** A reply made up by the proxy. */
export interface HttpAnswer {
  readonly status: number;
  /** Sent as JSON; without it the body is empty. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is to be done with a request. */
export type HttpPlan =
  /** Ask the service and hand its reply over, `delayMs` after it came (never early). */
  | { readonly kind: 'forward'; readonly delayMs?: number }
  /** Answer in the service's place, which hears nothing of it. */
  | { readonly kind: 'answer'; readonly answer: HttpAnswer; readonly delayMs?: number }
  /** The service does its work, and the connection is reset where the reply should come. */
  | { readonly kind: 'forward-then-drop' }
  /** The connection is reset; the service hears nothing of it. */
  | { readonly kind: 'drop' }
  /** Neither answered nor closed, for as long as the client waits. */
  | { readonly kind: 'silence' };

/** Decides about each request when it has arrived whole; undefined = forward. */
export type HttpScript = (call: HttpCall) => HttpPlan | undefined;

export interface HeldCall {
  readonly call: HttpCall;
  /** `now()` when it was caught. */
  readonly at: number;
  readonly state: 'held' | 'released' | 'dropped' | 'abandoned';
  /** Lets it go on; with `instead`, the client gets this answer, whatever the service said or would have said. */
  release(instead?: HttpAnswer): void;
  /** Resets the connection. */
  drop(): void;
  /**
   * The late duplicate that nobody expects: sends the request to the service now, and resolves with an answer that goes to nobody. A
   * client that still waits is reset first. A call whose reply was held is executed a second time.
   */
  deliver(): Promise<GhostReply>;
}

/** What the service said to a request without a client; status 0 when it gave no answer. */
export interface GhostReply {
  readonly status: number;
  readonly text: string;
}

/** Keeps matching requests, or their replies, back until told otherwise. */
export interface HttpHold {
  readonly held: readonly HeldCall[];
  /** The next one caught after those already returned; undefined when `limitMs` passes or the hold is stopped. */
  next(limitMs: number, signal?: AbortSignal): Promise<HeldCall | undefined>;
  /** Catches no more; what is held stays held. */
  stop(): void;
  /** Catches no more and releases all that is held. */
  release(instead?: HttpAnswer): void;
}

export interface HttpHoldOptions {
  /** `request`: before the service hears of it; `reply`: when its reply (or the script's) is there. */
  readonly at: 'request' | 'reply';
  /** Default: all. */
  match?(call: HttpCall): boolean;
  /** How many to catch before the hold stops by itself; default 1. */
  readonly times?: number;
}

export interface HttpFilter {
  readonly method?: string;
  /** Tested against path with query. */
  readonly path?: RegExp;
  /** A mark; default: from the beginning. */
  readonly since?: number;
}

/**
 * A proxy that understands HTTP/1.1. The faults of every proxy act on the connections in front of it, so a request that a
 * `blackhole` or `latency` keeps back is not counted before it comes through; plans and holds act on requests that are counted.
 */
export interface HttpProxy extends FaultProxy {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Requests under way now. */
  readonly inFlight: number;
  /** Replaces the script for requests that arrive from now on; undefined forwards everything. */
  script(script: HttpScript | undefined): void;
  /** Headers that every request to the service carries from now on, ghosts too: for a service that tells its users apart by one. */
  stamp(headers: Readonly<Record<string, string>>): void;
  hold(options: HttpHoldOptions): HttpHold;
  /** Position in the log; give it to `calls`, `count`, `peak`. */
  mark(): number;
  calls(filter?: HttpFilter): readonly HttpCall[];
  /** Exact number of requests that arrived. */
  count(filter?: HttpFilter): number;
  /** Most requests under way at one moment, among those of the filter. */
  peak(filter?: HttpFilter): number;
}
