import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { now, pause } from '../../host/clock.ts';
import { resetSocket } from '../link.ts';
import type { GhostReply, HttpAnswer, HttpPlan, HttpScript } from '../types.ts';
import type { Decision, Holds } from './hold.ts';
import { endCall, type OpenCall } from './log.ts';
import { passedOn, type Upstream } from './upstream.ts';

const RECORDED_BYTES = 64 * 1024;
/** How long a service may take to answer nobody. */
const GHOST_MS = 10_000;

export interface Surroundings {
  readonly upstream: Upstream;
  readonly holds: Holds;
  /** Asked when the request has arrived whole. */
  script(): HttpScript | undefined;
}

/** One request and its reply on their way through the proxy. */
export class Exchange {
  readonly #call: OpenCall;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #around: Surroundings;
  readonly #abort = new AbortController();
  readonly #gone: Promise<void>;
  #body: Buffer = Buffer.alloc(0);

  constructor(call: OpenCall, request: IncomingMessage, response: ServerResponse, around: Surroundings) {
    this.#call = call;
    this.#request = request;
    this.#response = response;
    this.#around = around;
    this.#gone = new Promise((resolve) => {
      response.once('close', () => {
        endCall(call, response.writableFinished ? 'answered' : 'abandoned');
        this.#abort.abort();
        resolve();
      });
    });
  }

  /** Never rejects: whatever goes wrong toward the service is a reset for the client, as without a proxy. */
  async run(): Promise<void> {
    try {
      await this.#run();
    } catch {
      this.#drop();
    }
  }

  async #run(): Promise<void> {
    this.#body = await this.#readBody();
    const before = await this.#hold('request');
    if (before.kind === 'end') return this.#drop();
    if (before.instead) return this.#answer(before.instead);
    const plan = this.#around.script()?.(this.#call) ?? { kind: 'forward' };
    switch (plan.kind) {
      case 'forward':
        return this.#forward(plan.delayMs);
      case 'answer':
        return this.#scripted(plan);
      case 'forward-then-drop':
        await textOf(await this.#ask());
        return this.#drop();
      case 'drop':
        return this.#drop();
      case 'silence':
        return this.#gone;
    }
  }

  async #forward(delayMs = 0): Promise<void> {
    const reply = await this.#ask();
    const decision = await this.#hold('reply');
    if (decision.kind === 'end') return this.#drop();
    await this.#wait(delayMs);
    if (decision.instead) return this.#answer(decision.instead);
    this.#head(reply.statusCode ?? 502, passedOn(reply.headersDistinct), reply.headers['content-length']);
    await pipeline(reply, this.#response);
  }

  async #scripted({ answer, delayMs = 0 }: Extract<HttpPlan, { kind: 'answer' }>): Promise<void> {
    const decision = await this.#hold('reply');
    if (decision.kind === 'end') return this.#drop();
    await this.#wait(delayMs);
    this.#answer(decision.instead ?? answer);
  }

  #ask(signal = this.#abort.signal): Promise<IncomingMessage> {
    return this.#around.upstream.ask(this.#request, this.#body, signal);
  }

  #hold(at: 'request' | 'reply'): Promise<Decision> {
    return this.#around.holds.pass(at, { call: this.#call, gone: this.#gone, again: () => this.#again() });
  }

  async #again(): Promise<GhostReply> {
    try {
      const reply = await this.#ask(AbortSignal.timeout(GHOST_MS));
      return { status: reply.statusCode ?? 0, text: await textOf(reply) };
    } catch {
      return { status: 0, text: '' };
    }
  }

  /** Timers may fire a fraction of a millisecond early; a delay never does. */
  async #wait(ms: number): Promise<void> {
    const due = now() + ms;
    while (now() < due) await pause(Math.ceil(due - now()), this.#abort.signal);
  }

  #answer({ status, json, headers = {} }: HttpAnswer): void {
    const text = json === undefined ? '' : JSON.stringify(json);
    const typed = json === undefined ? headers : { 'content-type': 'application/json', ...headers };
    this.#head(status, typed, String(Buffer.byteLength(text)));
    this.#response.end(text);
  }

  #head(status: number, headers: Readonly<Record<string, string | string[]>>, length: string | undefined): void {
    this.#call.status = status;
    this.#call.repliedAt = now();
    this.#response.writeHead(status, { ...headers, ...(length === undefined ? {} : { 'content-length': length }) });
  }

  #drop(): void {
    endCall(this.#call, 'dropped');
    this.#abort.abort();
    resetSocket(this.#request.socket);
  }

  async #readBody(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.#request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    this.#call.body = body.subarray(0, RECORDED_BYTES).toString('utf8');
    return body;
  }
}

async function textOf(reply: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of reply as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
