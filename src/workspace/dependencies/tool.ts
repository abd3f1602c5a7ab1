import { basename } from 'node:path';
import { ArchlabError, systemCode } from '../../errors/error.ts';
import { endGroup } from '../../host/processes.ts';
import type { InstallContext, ToolRequest } from './language.ts';

interface ToolResult {
  readonly ok: boolean;
  /** `exit code 1`, `signal SIGKILL`. */
  readonly how: string;
  readonly output: string;
}

/** Runs a package manager, a compiler and the like to its end, whatever that is. @throws what `missing` makes; the abort's reason */
export async function runTool(
  { dir, program, args, missing }: ToolRequest,
  { host, signal }: InstallContext,
): Promise<ToolResult> {
  signal.throwIfAborted();
  const { execa } = await import('execa');
  // A group of its own, so that an interrupt ends the tool together with what it runs.
  const child = execa(program, args, {
    cwd: dir,
    env: host.env as Record<string, string>,
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  const stop = () => {
    if (child.pid !== undefined) void endGroup(child.pid, 'SIGTERM', 1000).catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  const result = await child;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (systemCode(result) === 'ENOENT') throw missing();
  const how = result.exitCode === undefined ? `signal ${result.signal}` : `exit code ${result.exitCode}`;
  return { ok: !result.failed, how, output: (result.all ?? '').trim() };
}

/** Runs the step of an installation that needs the network. @param byHand what the learner can do later */
export async function installWith(request: ToolRequest, byHand: string, context: InstallContext): Promise<void> {
  const result = await runTool(request, context);
  if (result.ok) return;
  const message = `The starter's dependencies could not be installed: ${basename(request.program)} ended with ${result.how}.`;
  throw new ArchlabError('MACHINE_DEPENDENCIES', message, {
    details: result.output.split('\n').slice(-15),
    fix: `With a network, run in the workspace: ${byHand}. Everything else is in place; then go on with \`archlab verify\`.`,
  });
}

export function toolMissing(message: string, fix: string): ArchlabError {
  return new ArchlabError('MACHINE_TOOL_MISSING', message, { fix: `${fix}, then run the command again.` });
}
