import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const ANSWER_MS = 2000;
const AGAIN_MS = 250;
/** Older batches go first when there is no more room. */
const ROOM = 500;

interface Batch {
  headers: Record<string, string>;
  body: Buffer;
}

/** Takes OTLP/HTTP from this process and passes it on to `target`. */
export class Collector {
  readonly #target: string;
  readonly #waiting: Batch[] = [];
  #passing: Promise<void> | undefined;

  constructor(target: string) {
    this.#target = target;
  }

  async listen(): Promise<string> {
    const server = createServer(async (request, response) => {
      const body = await read(request);
      this.#waiting.push({ headers: kept(request.headers), body });
      if (this.#waiting.length > ROOM) this.#waiting.shift();
      this.#passing ??= this.#pass().finally(() => {
        this.#passing = undefined;
      });
      response.writeHead(200, { 'content-type': request.headers['content-type'] ?? 'application/x-protobuf' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  }

  /** Until all that was taken has been passed on. */
  async drained(): Promise<void> {
    while (this.#passing) await this.#passing;
  }

  async #pass(): Promise<void> {
    for (let batch = this.#waiting[0]; batch; batch = this.#waiting[0]) {
      if (await this.#sent(batch)) {
        if (this.#waiting[0] === batch) this.#waiting.shift();
      } else {
        await sleep(AGAIN_MS);
      }
    }
  }

  /** Whether the batch is done with: accepted, or refused for good. */
  async #sent({ headers, body }: Batch): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const { status } = await fetch(this.#target, { method: 'POST', headers, body: new Uint8Array(body), signal });
      return ![429, 502, 503, 504].includes(status);
    } catch {
      return false;
    }
  }
}

function kept(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ['content-type', 'content-encoding'] as const;
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])));
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
