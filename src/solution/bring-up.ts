import { join } from 'node:path';
import type { Host } from '../host/host.ts';
import { solutionEnvironment } from './environment.ts';
import { cannotStart, notReady } from './failures.ts';
import { listeningPorts } from './listening.ts';
import { commandText, type SolutionManifest } from './manifest.ts';
import { GroupProcess } from './process.ts';
import { type Readiness, waitUntilReady } from './readiness.ts';
import type { Failure, LaunchRequest } from './types.ts';

export interface SolutionOptions {
  readonly dir: string;
  readonly manifest: SolutionManifest;
  readonly logsDir: string;
  readonly host: Pick<Host, 'env'>;
  /** Limit of the build in ms; default 120 000. */
  readonly buildMs?: number;
}

export type BroughtUp =
  | { readonly ok: true; readonly program: GroupProcess }
  | { readonly ok: false; readonly failure: Failure };

const READY_MS = 10_000;

/** Starts one instance on `port` and waits until it is ready; ends it again when it does not become so. */
export async function bringUp(
  options: SolutionOptions,
  request: LaunchRequest,
  port: number,
  signal: AbortSignal,
): Promise<BroughtUp> {
  const limitMs = request.readyMs ?? READY_MS;
  const name = instanceName(request);
  const did = `started instance ${name}: ${commandText(options.manifest.run)} (PORT=${port})`;
  const expected = `GET http://127.0.0.1:${port}${request.health} answers 2xx within ${limitMs / 1000} s`;
  let program: GroupProcess;
  try {
    program = await GroupProcess.start({
      command: options.manifest.run,
      cwd: options.dir,
      env: solutionEnvironment(options.host, { ...request.env, ...identity(request, port) }),
      logFile: join(options.logsDir, `${name}.log`),
    });
  } catch (error) {
    return { ok: false, failure: { did, expected, observed: cannotStart(error), look: ['`run` in archlab.yaml'] } };
  }
  let readiness: Readiness | undefined;
  let elsewhere: number[] = [];
  try {
    readiness = await waitUntilReady(program, port, request.health, limitMs, signal);
    if (readiness.kind === 'not-listening') elsewhere = listeningPorts(program.pid);
  } finally {
    if (readiness?.kind !== 'ready') await program.end('SIGKILL');
  }
  if (readiness.kind === 'ready') return { ok: true, program };
  const seen = { readiness, exit: program.exit, lines: program.output.lastLines(15), port, limitMs, elsewhere };
  return { ok: false, failure: { did, expected, ...notReady(seen) } };
}

function identity(request: LaunchRequest, port: number): Record<string, string> {
  return {
    PORT: String(port),
    INSTANCE: request.instance,
    ...(request.role === undefined ? {} : { ROLE: request.role }),
  };
}

function instanceName({ role, instance }: LaunchRequest): string {
  return role === undefined ? instance : `${role}-${instance}`;
}
