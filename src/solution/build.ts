import { join } from 'node:path';
import type { SolutionOptions } from './bring-up.ts';
import { solutionEnvironment } from './environment.ts';
import { cannotStart, exitText, withLines } from './failures.ts';
import { commandText } from './manifest.ts';
import { GroupProcess } from './process.ts';
import type { Failure } from './types.ts';

const BUILD_MS = 120_000;

/** Runs `build` of archlab.yaml; undefined when it succeeded or there is none. */
export async function build(options: SolutionOptions, signal: AbortSignal): Promise<Failure | undefined> {
  const { dir, manifest, logsDir, host, buildMs = BUILD_MS } = options;
  if (manifest.build === undefined) return undefined;
  const did = `built your program: ${commandText(manifest.build)}`;
  const expected = `the command ends with exit code 0 within ${buildMs / 1000} s`;
  let program: GroupProcess;
  try {
    program = await GroupProcess.start({
      command: manifest.build,
      cwd: dir,
      env: solutionEnvironment(host, {}),
      logFile: join(logsDir, 'build.log'),
    });
  } catch (error) {
    return { did, expected, observed: cannotStart(error), look: ['`build` in archlab.yaml'] };
  }
  let late = false;
  const stop = () => program.signal('SIGKILL');
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, buildMs);
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    const exit = await program.exited;
    signal.throwIfAborted();
    if (exit.code === 0) return undefined;
    const what = late ? `it was still running after ${buildMs / 1000} s and was ended` : exitText(exit);
    return {
      did,
      expected,
      observed: withLines(what, program.output.lastLines(15)),
      look: ['the first error above', '`build` in archlab.yaml'],
    };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    // Also what the build left in the background.
    await program.end('SIGKILL');
  }
}
