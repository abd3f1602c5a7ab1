import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import type { Verdict } from '../../../src/grading/verdict.ts';
import type { EngineKind } from '../../../src/stack/types.ts';
import type { Outcome, World } from './world.ts';

/** Makes a folder whose dependencies are there already, so that a `start` in it is quick: npm is the point of few tests. */
export function prepared(dir: string): string {
  mkdirSync(dir, { recursive: true });
  symlinkSync(join(inject('installed'), 'node_modules'), join(dir, 'node_modules'));
  return dir;
}

/** Starts the lab in `<world>/<name>` and returns the folder. */
export async function startedWorkspace(
  world: World,
  name = 'mein shärding',
  engine: EngineKind = 'local',
): Promise<string> {
  const dir = prepared(world.path(name));
  const started = await world.archlab(['start', 'sharding', '--dir', dir, '--engine', engine]);
  expect(started, started.stderr).toMatchObject({ code: 0 });
  return dir;
}

/** Puts the reference solution into a workspace. */
export function solve(dir: string): void {
  cpSync(join(import.meta.dirname, '../../../templates/sharding/solution/typescript'), dir, { recursive: true });
}

/** Replaces `run` (and takes `build` away), as a learner with another program would. */
export function runInstead(dir: string, run: string | readonly string[]): void {
  writeFileSync(join(dir, 'archlab.yaml'), `lab: sharding\nlanguage: typescript\nrun: ${JSON.stringify(run)}\n`);
}

/** A program of the learner's: a module in the workspace, started by `run`. */
export function programInstead(dir: string, code: string): void {
  writeFileSync(join(dir, 'program.mjs'), code);
  runInstead(dir, ['node', 'program.mjs']);
}

export function verdictOf({ stdout }: Outcome): Verdict {
  return JSON.parse(stdout) as Verdict;
}

/** The one failure of a verdict. */
export function failureOf(outcome: Outcome) {
  const failed = verdictOf(outcome).steps.flatMap(({ checks }) => checks.filter(({ status }) => status === 'failed'));
  expect(failed).toHaveLength(1);
  const [{ id, failure }] = failed as [(typeof failed)[0]];
  return { id, ...failure! };
}

export function stateOf(dir: string): {
  id: string;
  phase: string;
  stack?: { services: Record<string, { process?: { pid: number } }> };
} {
  return JSON.parse(readFileSync(join(dir, '.archlab/state.json'), 'utf8'));
}
