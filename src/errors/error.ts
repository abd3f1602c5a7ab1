import { ERRORS, type ErrorCode, type ExitCode } from './codes.ts';

interface ErrorOptions {
  /** The sentence that tells the person what to do; the table's sentence when absent. */
  readonly fix?: string;
  /** Lines worth showing below the message: last output, the faulty line of a file. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/**
 * The one error class for everything archlab reports on purpose: what failed and why in `message`, how to mend it in `fix`.
 * Anything else that is thrown is our bug and ends with exit code 70.
 */
export class ArchlabError extends Error {
  readonly code: ErrorCode;
  readonly fix: string;
  readonly details: readonly string[];

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ArchlabError';
    this.code = code;
    this.fix = options.fix ?? ERRORS[code].fix;
    this.details = options.details ?? [];
  }

  get exit(): ExitCode {
    return ERRORS[this.code].exit;
  }
}

/** The error code of Node's system errors (`ENOENT`, `EADDRINUSE`, …), or undefined for any other value. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return undefined;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
