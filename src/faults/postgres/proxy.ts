import { type ProxyOptions, TcpProxy } from '../proxy.ts';
import type { Hold, HoldOptions, Marker, PgFrame, PgProxy, PgStatement, ReplyHold } from '../types.ts';
import { FrameHold } from './hold.ts';
import { Observers } from './observers.ts';
import { AnswerHold } from './reply-hold.ts';
import { Session } from './session.ts';

/** A PostgreSQL proxy on a free port of 127.0.0.1. @throws ArchlabError MACHINE_PORT */
export async function openPgProxy(options: ProxyOptions): Promise<PgProxy> {
  const proxy = new PostgresProxy(options, new Observers());
  await proxy.open();
  return proxy;
}

class PostgresProxy extends TcpProxy implements PgProxy {
  readonly #observers: Observers;

  constructor(options: ProxyOptions, observers: Observers) {
    super(options, (wire) => new Session(wire, observers));
    this.#observers = observers;
  }

  mark(): number {
    return this.#observers.log.mark();
  }

  since(mark?: number): readonly PgStatement[] {
    return this.#observers.log.since(mark);
  }

  watch(text: string): Marker {
    return this.#observers.watch(text);
  }

  hold(options: HoldOptions): Hold {
    const hold = new FrameHold(options);
    this.#observers.addHold(hold);
    return hold;
  }

  holdReplies(options: HoldOptions): ReplyHold {
    const hold = new AnswerHold(options);
    this.#observers.addAnswerHold(hold);
    return hold;
  }

  onFrame(listener: (frame: PgFrame) => void): () => void {
    return this.#observers.listen(listener);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#observers.close();
    await super[Symbol.asyncDispose]();
  }
}
