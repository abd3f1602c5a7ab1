import { randomBytes } from 'node:crypto';
import { ArchlabError } from '../errors/error.ts';
import { readTextIfAny, writeAtomically } from '../host/files.ts';
import type { EngineKind, StackState } from '../stack/types.ts';
import type { WorkspacePaths } from './paths.ts';

/** `.archlab/state.json`: what later commands must know about this workspace. */
export interface WorkspaceState {
  readonly schema: 1;
  /** Random, made once; everything started for this workspace carries it. */
  readonly id: string;
  /** What the workspace was made of; archlab.yaml may say something else by now, or be broken. */
  readonly lab: string;
  readonly language: string;
  /** The engine chosen at the last start. */
  readonly engine?: EngineKind;
  /**
   * `starting` is written before the first thing is started, `running` when all is ready. Found as `starting` by a
   * later command, it means that a start died half-way.
   */
  readonly phase: 'stopped' | 'starting' | 'running';
  /** Present unless stopped. */
  readonly stack?: StackState;
}

export function newState(lab: string, language: string): WorkspaceState {
  return { schema: 1, id: randomBytes(5).toString('hex'), lab, language, phase: 'stopped' };
}

/** undefined when the workspace has none yet. @throws ArchlabError WORKSPACE_STATE when it cannot be understood */
export async function readState(paths: WorkspacePaths): Promise<WorkspaceState | undefined> {
  const text = await readTextIfAny(paths.state);
  return text === undefined ? undefined : parseState(text, paths.state);
}

/** @throws ArchlabError WORKSPACE_STATE */
export function parseState(text: string, file: string): WorkspaceState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(`${file} is not valid JSON.`, error);
  }
  if (typeof value !== 'object' || value === null) throw damaged(`${file} holds no object.`);
  const { schema, id, lab, language, phase, stack } = value as Record<string, unknown>;
  if (typeof schema === 'number' && schema > 1) {
    throw new ArchlabError('WORKSPACE_STATE', `${file} was written by a newer archlab (schema ${schema}).`, {
      fix: 'Update archlab, then run the command again.',
    });
  }
  const named = typeof id === 'string' && /^[a-z0-9]+$/.test(id);
  const whole = schema === 1 && named && typeof lab === 'string' && typeof language === 'string';
  const phases: unknown[] = ['stopped', 'starting', 'running'];
  if (!whole || !phases.includes(phase) || (phase === 'running' && !isStack(stack))) {
    throw damaged(`${file} lacks what archlab wrote there.`);
  }
  return value as WorkspaceState;
}

export async function writeState(paths: WorkspacePaths, state: WorkspaceState): Promise<void> {
  // 0600: it holds ports and paths of servers whose passwords are in the .env beside it.
  await writeAtomically(paths.state, `${JSON.stringify(state, null, 2)}\n`, 0o600);
}

function isStack(value: unknown): value is StackState {
  return typeof value === 'object' && value !== null && 'engine' in value && 'services' in value;
}

function damaged(message: string, cause?: unknown): ArchlabError {
  return new ArchlabError('WORKSPACE_STATE', message, {
    cause,
    fix: 'Run `archlab stop`: it ends what the workspace had started and makes a new state file.',
  });
}
