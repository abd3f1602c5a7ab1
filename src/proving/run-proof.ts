import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors/error.ts';
import { type Selection, select } from '../grading/select.ts';
import type { Lab } from '../grading/types.ts';
import type { Verdict } from '../grading/verdict.ts';
import { verify } from '../grading/verify.ts';
import type { Host } from '../host/host.ts';
import { openSolution } from '../solution/solution.ts';
import type { Stack } from '../stack/types.ts';
import { compare, matchesRecorded, recordedText } from './compare.ts';
import { type Dependencies, materialise } from './materialise.ts';
import type { Proof } from './proof.ts';

/** A running stack to prove solutions on, one after the other; every step makes its own data. */
export interface ProofBench {
  readonly lab: Lab;
  readonly stack: Stack;
  readonly host: Pick<Host, 'env'>;
  readonly templateDir: string;
  /** What the starters depend on, installed once and shared by all proofs. */
  readonly dependencies: Dependencies;
  readonly version: string;
}

export interface ProofResult {
  readonly proof: Proof;
  readonly verdict: Verdict;
  /** Empty when the grader judged as it must. */
  readonly problems: readonly string[];
}

interface ProofOptions {
  /** An empty folder for this proof alone. */
  readonly dir: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Run the steps before the one that must fail, too. */
  readonly thorough: boolean;
  /** Write the failure text instead of comparing it. */
  readonly record: boolean;
}

/** Grades a solution whose outcome is known, and says where the grader went wrong. */
export async function runProof(bench: ProofBench, proof: Proof, options: ProofOptions): Promise<ProofResult> {
  const { lab, stack, host, version } = bench;
  const manifest = await materialise(proof, bench.templateDir, options.dir, bench.dependencies);
  const solution = openSolution({ dir: options.dir, manifest, logsDir: join(options.dir, '.archlab', 'logs'), host });
  const verdict = await verify({
    lab,
    stack,
    solution,
    version,
    seed: options.seed,
    selection: selectionFor(lab, proof, options.thorough),
    all: true,
    signal: options.signal,
    emit: () => undefined,
  });
  const problems = compare(proof.expect, verdict);
  const text = problems.length === 0 ? await compareText(proof, verdict, options.record) : [];
  return { proof, verdict, problems: [...problems, ...text] };
}

/**
 * A wrong solution is run in the step that must catch it, up to the check that must: what comes after a failure in its step has no
 * opinion of its own. `thorough` runs the earlier steps too, which must all pass.
 */
function selectionFor(lab: Lab, { expect }: Proof, thorough: boolean): readonly Selection[] {
  if (expect.kind !== 'fails') return select(lab);
  const target = select(lab, expect.check);
  return thorough ? [...select(lab).slice(0, (target[0]?.number ?? 1) - 1), ...target] : target;
}

/** The failure text must be the recorded one (or one of several, divided by lines of ---): a changed sentence is to be read, not waved through. */
async function compareText(proof: Proof, verdict: Verdict, record: boolean): Promise<string[]> {
  if (proof.expect.kind !== 'fails' || proof.overlay === undefined) return [];
  const text = recordedText(verdict, proof.expect.check);
  const file = join(proof.overlay, 'expected.txt');
  const recorded = await readRecorded(file);
  if (recorded.some((one) => matchesRecorded(one, text))) return [];
  if (record) {
    // Beside what is there: which of several true findings comes first may depend on the run. What is outdated is deleted by hand.
    await writeFile(file, [...recorded, text].join('---\n'));
    return [];
  }
  return recorded.length === 0
    ? [`no failure text is recorded in ${file}`]
    : [`the failure text differs from the recorded one.\nrecorded:\n${recorded.join('---\n')}\nnow:\n${text}`];
}

async function readRecorded(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split(/^---\n/m);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
