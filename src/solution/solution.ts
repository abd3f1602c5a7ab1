import { freePorts } from '../host/ports.ts';
import { bringUp, type SolutionOptions } from './bring-up.ts';
import { build } from './build.ts';
import type { GroupProcess } from './process.ts';
import type { Launch, LaunchRequest, LineListener, Solution, SolutionProcess } from './types.ts';

/** The learner's program in `dir`, built and run as its archlab.yaml says. */
export function openSolution(options: SolutionOptions): Solution {
  return {
    language: options.manifest.language,
    build: (signal) => build(options, signal),
    launch: async (request, signal) => launch(options, request, signal),
  };
}

async function launch(options: SolutionOptions, request: LaunchRequest, signal: AbortSignal): Promise<Launch> {
  const [port = 0] = await freePorts(1);
  const up = await bringUp(options, request, port, signal);
  if (!up.ok) return up;
  return { ok: true, process: solutionProcess(options, request, up.program, port, signal) };
}

function solutionProcess(
  options: SolutionOptions,
  request: LaunchRequest,
  first: GroupProcess,
  port: number,
  signal: AbortSignal,
): SolutionProcess {
  let current = first;
  const listeners = new Set<LineListener>();
  const listen = () =>
    current.output.onLine((line, at) => {
      for (const listener of listeners) listener(line, at);
    });
  listen();
  const handle: SolutionProcess = {
    instance: request.instance,
    port,
    url: `http://127.0.0.1:${port}`,
    get pid() {
      return current.pid;
    },
    get exited() {
      return current.exited;
    },
    get exit() {
      return current.exit;
    },
    kill: (how = 'SIGKILL', graceMs) => current.end(how, graceMs),
    pause: () => current.signal('SIGSTOP'),
    resume: () => current.signal('SIGCONT'),
    lastLines: (count) => current.output.lastLines(count),
    onLine(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async restart() {
      await current.end('SIGKILL');
      const up = await bringUp(options, request, port, signal);
      if (!up.ok) return up;
      current = up.program;
      listen();
      return { ok: true, process: handle };
    },
    async [Symbol.asyncDispose]() {
      await current.end('SIGKILL');
    },
  };
  return handle;
}
