import { request } from 'node:http';
import { now, pause } from '../host/clock.ts';
import type { GroupProcess } from './process.ts';

export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'exited' }
  /** Nothing accepted a connection on the port. */
  | { readonly kind: 'not-listening' }
  /** Something listens, but the health path never answered 2xx; `last` says what it did. */
  | { readonly kind: 'unhealthy'; readonly last: string };

/** Polls the health path on 127.0.0.1 until it answers 2xx, the program ends, or the limit is reached. */
export async function waitUntilReady(
  program: GroupProcess,
  port: number,
  health: string,
  limitMs: number,
  signal: AbortSignal,
): Promise<Readiness> {
  const deadline = now() + limitMs;
  let last: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    if (program.exit !== undefined) return { kind: 'exited' };
    const probe = await probeHealth(port, health, Math.min(1000, Math.max(50, deadline - now())));
    if (probe === 'ok') return { kind: 'ready' };
    if (probe !== 'refused') last = probe;
    if (now() >= deadline) return last === undefined ? { kind: 'not-listening' } : { kind: 'unhealthy', last };
    await pause(10, signal);
  }
}

/** 'ok', 'refused', or a few words on what came instead. */
function probeHealth(port: number, path: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    const probe = request({ host: '127.0.0.1', port, path, agent: false, timeout: timeoutMs }, (reply) => {
      reply.resume();
      const status = reply.statusCode ?? 0;
      resolve(status >= 200 && status < 300 ? 'ok' : `status ${status}`);
    });
    probe.once('timeout', () => {
      probe.destroy();
      resolve(`no answer within ${Math.round(timeoutMs)} ms`);
    });
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ECONNREFUSED' ? 'refused' : (error.code ?? error.message)),
    );
    probe.end();
  });
}
