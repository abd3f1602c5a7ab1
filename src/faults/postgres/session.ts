import type { Tap, Wire } from '../link.ts';
import type { PgFrame } from '../types.ts';
import { Assembler } from './assembler.ts';
import type { Held } from './hold.ts';
import { type Head, headOfMessage, headOfStartup, kindOfStartup } from './messages.ts';
import { Names } from './names.ts';
import type { Observers } from './observers.ts';
import { Replies } from './replies.ts';
import type { KeptAnswer } from './reply-hold.ts';

/**
 * Bytes kept behind a held frame before the client is made to wait. Generous, because a client that is not read from
 * cannot be seen to go away.
 */
const BACKLOG_LIMIT = 16 * 1024 * 1024;

/** One connection of the PostgreSQL protocol: cuts the client's stream into messages and decides about each in turn. */
export class Session implements Tap {
  readonly #wire: Wire;
  readonly #observers: Observers;
  readonly #assembler = new Assembler();
  readonly #names = new Names();
  readonly #replies = new Replies();
  /** `startup`: no type byte yet; `opaque`: a cancel request, nothing follows. */
  #phase: 'startup' | 'session' | 'opaque' = 'startup';
  #held: Held | undefined;
  #answer: KeptAnswer | undefined;
  /** What came behind the held frame. */
  #backlog: Buffer[] = [];
  #backlogBytes = 0;
  #gone = false;

  constructor(wire: Wire, observers: Observers) {
    this.#wire = wire;
    this.#observers = observers;
  }

  fromClient(chunk: Buffer): void {
    if (this.#gone) return;
    if (this.#held) this.#keep(chunk);
    else this.#parse(chunk);
  }

  fromService(chunk: Buffer): boolean {
    const ready = this.#replies.read(chunk);
    const answer = this.#answer;
    if (!answer) return true;
    answer.add(chunk);
    if (ready !== undefined && !this.#replies.awaitsReady) answer.complete(ready);
    return false;
  }

  clientGone(): void {
    this.#gone = true;
    this.#backlog = [];
    this.#assembler.clear();
    this.#held?.abandon();
    this.#answer?.abandon();
  }

  /** Messages that may pass are sent on together, as they came, so that a pipelined batch stays one batch. */
  #parse(chunk: Buffer): void {
    const data = this.#assembler.take(chunk);
    if (!data) return;
    let sent = 0;
    let at = 0;
    const send = (end: number) => {
      if (end > sent && !this.#gone) this.#wire.forward(data.subarray(sent, end));
      sent = end;
    };
    while (at < data.length && !this.#held && !this.#gone) {
      const message = this.#next(data, at);
      if (!message) break;
      const end = at + message.length;
      const passes = this.#phase === 'startup' ? this.#startup(message) : this.#message(message, () => send(end));
      if (!passes) {
        send(at);
        sent = end;
      }
      at = end;
    }
    send(at);
    if (this.#gone || at === data.length) return;
    if (this.#held) this.#keep(data.subarray(at));
  }

  /** The whole message that begins here; undefined when there is none yet (the rest is kept) or never will be. */
  #next(data: Buffer, at: number): Buffer | undefined {
    if (this.#phase === 'opaque') return data.subarray(at);
    const head: Head = this.#phase === 'startup' ? headOfStartup(data, at) : headOfMessage(data, at);
    if (head === 'broken') {
      this.#wire.cut();
      return undefined;
    }
    const size = 'size' in head ? head.size : head.atLeast;
    if ('size' in head && data.length - at >= size) return data.subarray(at, at + size);
    this.#assembler.keep(data.subarray(at), size);
    return undefined;
  }

  /** Whether the message may pass. */
  #startup(message: Buffer): boolean {
    switch (kindOfStartup(message)) {
      case 'encryption':
        // The proxy must be able to read along: "no" sends the client on in the clear.
        this.#wire.reply(Buffer.from('N'));
        return false;
      case 'cancel':
        // Nothing follows it; whatever does is the server's business.
        this.#phase = 'opaque';
        return true;
      case 'session':
        this.#phase = 'session';
        // Signing in ends with ReadyForQuery, and a client need not wait for it.
        this.#replies.expect('sync');
        return true;
    }
  }

  /** Whether the message may pass now; if not, it is held. `send` forwards everything up to its end. */
  #message(message: Buffer, send: () => void): boolean {
    if (this.#phase === 'opaque') return true;
    const type = String.fromCharCode(message[0] ?? 0);
    const sql = this.#names.read(type, message);
    const frame = this.#observers.wantFrames ? this.#frame(type, sql, message) : undefined;
    if (frame) {
      this.#held = this.#observers.hold(frame, {
        forward: () => this.#release(frame),
        cut: () => this.#wire.cut(),
      });
      if (this.#held) return false;
    }
    this.#log(type, sql);
    if (frame) this.#passing(frame);
    if (frame && this.#observers.wantForwarded) {
      // A listener may kill the client or inject a fault: what it was told has passed must have passed.
      send();
      this.#observers.forwarded(frame);
    }
    return true;
  }

  #passing(frame: PgFrame): void {
    this.#observers.passing(frame);
    this.#answer ??= this.#observers.keepAnswer(frame, (bytes) => {
      this.#answer = undefined;
      this.#wire.reply(bytes);
    });
  }

  #frame(type: string, sql: string, bytes: Buffer): PgFrame {
    return { connection: this.#wire.connection, type, sql, bytes, contains: (text) => bytes.includes(text) };
  }

  #log(type: string, sql: string): void {
    const { connection } = this.#wire;
    if (type === 'Q') {
      for (const statement of this.#observers.log.addSimple(connection, sql)) this.#replies.expect(statement);
    } else if (type === 'E') {
      this.#replies.expect(this.#observers.log.addExecute(connection, sql));
    }
    // Query, Sync and FunctionCall are answered with ReadyForQuery at their end.
    if (type === 'Q' || type === 'S' || type === 'F') this.#replies.expect('sync');
  }

  #keep(chunk: Buffer): void {
    this.#backlog.push(chunk);
    this.#backlogBytes += chunk.length;
    if (this.#backlogBytes > BACKLOG_LIMIT) this.#wire.stall(true);
  }

  #release(frame: PgFrame): void {
    this.#held = undefined;
    const backlog = this.#backlog;
    this.#backlog = [];
    this.#backlogBytes = 0;
    this.#log(frame.type, frame.sql);
    this.#passing(frame);
    this.#wire.forward(frame.bytes);
    this.#observers.forwarded(frame);
    for (const chunk of backlog) this.fromClient(chunk);
    if (this.#backlogBytes <= BACKLOG_LIMIT) this.#wire.stall(false);
  }
}
