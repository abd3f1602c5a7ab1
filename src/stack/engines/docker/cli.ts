import { execa } from 'execa';
import { ArchlabError } from '../../../errors/error.ts';
import type { Host } from '../../../host/host.ts';

export interface DockerResult {
  /** undefined when the program could not be started or was killed. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether there is a program called docker at all. */
  readonly found: boolean;
  /** Whether it had to be ended because it took longer than it may. */
  readonly timedOut: boolean;
}

interface DockerOptions {
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs `docker …` to its end; never rejects except when aborted. */
export async function docker(host: Host, argv: readonly string[], options: DockerOptions = {}): Promise<DockerResult> {
  const run = await execa('docker', argv, {
    reject: false,
    env: { ...(options.env ?? host.env) },
    extendEnv: false,
    timeout: options.limitMs ?? 30_000,
    input: options.input ?? '',
    ...(options.signal ? { cancelSignal: options.signal } : {}),
  });
  options.signal?.throwIfAborted();
  return {
    exitCode: run.exitCode,
    stdout: run.stdout,
    stderr: run.stderr,
    found: run.code !== 'ENOENT',
    timedOut: run.timedOut,
  };
}

/** Like {@link docker}, for commands that must succeed. @throws ArchlabError MACHINE_DOCKER with the last lines of stderr */
export async function mustDocker(host: Host, argv: readonly string[], options: DockerOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await docker(host, argv, options);
  if (exitCode === 0) return stdout;
  throw new ArchlabError(
    'MACHINE_DOCKER',
    `docker ${argv.slice(0, 2).join(' ')} failed (exit code ${exitCode ?? 'none'}).`,
    {
      details: stderr.split('\n').slice(-10),
      fix: 'Run `archlab doctor`.',
    },
  );
}
