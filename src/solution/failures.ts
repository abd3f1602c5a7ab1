import { systemCode } from '../errors/error.ts';
import type { Readiness } from './readiness.ts';
import type { Exit, Failure } from './types.ts';

/** Why a program could not be spawned at all. */
export function cannotStart(error: unknown): string {
  const code = systemCode(error);
  if (code === 'ENOENT') return 'there is no such program (ENOENT)';
  if (code === 'EACCES') return 'the program may not be executed (EACCES)';
  return `it could not be started: ${error instanceof Error ? error.message : String(error)}`;
}

/** `exit code 1`, `signal SIGSEGV`, with the shell's two famous codes explained. */
export function exitText(exit: Exit | undefined): string {
  if (exit === undefined) return 'it is still running';
  if (exit.signal !== null) return `ended by signal ${exit.signal}`;
  if (exit.code === 127) return 'exit code 127 (the shell did not find the command)';
  if (exit.code === 126) return 'exit code 126 (the file is not executable)';
  return `exit code ${exit.code}`;
}

/** A sentence, then the program's last lines. */
export function withLines(text: string, lines: readonly string[]): string {
  if (lines.length === 0) return `${text}; it printed nothing`;
  return `${text}; its last lines:\n${lines.map((line) => `  | ${line}`).join('\n')}`;
}

interface NotReady {
  readonly readiness: Exclude<Readiness, { kind: 'ready' }>;
  readonly exit: Exit | undefined;
  readonly lines: readonly string[];
  readonly port: number;
  readonly limitMs: number;
  /** Ports on which the program listens although it should not. */
  readonly elsewhere: readonly number[];
}

export function notReady({
  readiness,
  exit,
  lines,
  port,
  limitMs,
  elsewhere,
}: NotReady): Pick<Failure, 'observed' | 'look'> {
  const log = 'its output: `archlab logs solution`';
  switch (readiness.kind) {
    case 'exited':
      return {
        observed: withLines(`the program ended by itself, ${exitText(exit)}`, lines),
        look: ['its last lines above', '`run` in archlab.yaml'],
      };
    case 'unhealthy':
      return {
        observed: withLines(`it listens on port ${port}, but the health path gave: ${readiness.last}`, lines),
        look: ['the route of the health check', log],
      };
    case 'not-listening': {
      const where = elsewhere.length > 0 ? `; it listens on port ${elsewhere.join(', ')} instead` : '';
      return {
        observed: withLines(
          `after ${limitMs / 1000} s nothing accepts connections on 127.0.0.1:${port}${where}`,
          lines,
        ),
        look: ['whether the program listens on the port in the environment variable PORT', log],
      };
    }
  }
}
