import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../errors/codes.ts';
import { openProvingGround } from '../proving/prove-lab.ts';
import type { ProofResult } from '../proving/run-proof.ts';
import { cells } from '../proving/table.ts';
import { columns, count, duration } from '../report/lines.ts';
import { openProgress, type Progress } from '../report/progress.ts';
import type { Style } from '../report/style.ts';
import { engineOf, pickEngine } from '../workspace/engines.ts';
import type { Answer, App, Options } from './command.ts';
import { engineOption, flagOf, listOf, numberOf } from './shared/options.ts';
import { labsToProve, type Provable, provable } from './shared/provable.ts';

const SEED = 20_261_128;

interface Report {
  readonly lab: string;
  readonly engine: string;
  readonly results: readonly ProofResult[];
  readonly ms: number;
}

export async function run([named]: readonly string[], options: Options, app: App): Promise<Answer> {
  const labs = await labsToProve(app.host, named);
  // All of them are looked at before the first server is started: a misspelt word is not worth waiting for.
  const ready: Provable[] = [];
  for (const lab of labs) ready.push(await provable(app.host, lab, listOf(options, 'only'), app.signal));
  using progress = await openProgress(app.terminal);
  const reports: Report[] = [];
  for (const lab of ready) reports.push(await proveOne(lab, options, app, progress));
  progress[Symbol.dispose]();
  return {
    exit: exitOf(reports),
    data: reports.map(asData),
    text: reports.map((one) => render(one, app.style)).join('\n'),
  };
}

async function proveOne(lab: Provable, options: Options, app: App, progress: Progress): Promise<Report> {
  const { proofs, entry, home, paths, leftOut } = lab;
  const began = performance.now();
  const dir = await realpath(await mkdtemp(join(tmpdir(), `archlab-check-${entry.id}-`)));
  app.scope.defer('the temporary folder', () => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
  // Solutions that use a library find it among the pack's own dependencies.
  const host = { ...app.host, env: { ...app.host.env, NODE_PATH: join(home, 'node_modules') } };
  const { engine: kind, why } = await pickEngine(host, lab.plan, engineOption(options), undefined);
  progress.say(`${entry.id}: ${count(proofs.length, 'solution')}, engine ${kind}: ${why}`);
  for (const { language, reason } of leftOut) progress.say(`left out: ${entry.id} in ${language}. ${reason}`);
  progress.now('starting the servers');
  const ground = await openProvingGround({
    ...lab,
    host,
    version: app.version,
    engine: await engineOf(host, kind),
    templateDir: paths.template,
    services: paths.services,
    dir,
    slots: Math.min(numberOf(options, 'jobs') ?? 2, proofs.length),
    signal: app.signal,
  });
  app.scope.use('the servers', ground);
  const how = {
    seed: numberOf(options, 'seed') ?? SEED,
    record: flagOf(options, 'record'),
    thorough: flagOf(options, 'thorough'),
  };
  const widest = Math.max(...proofs.map(({ name }) => name.length));
  const results: ProofResult[] = [];
  // Where nothing moves, the lines of the table say enough.
  const counted = () =>
    app.terminal.animated ? progress.now(`${results.length} of ${proofs.length} graded`) : undefined;
  counted();
  await Promise.all(
    proofs.map(async (proof) => {
      const result = await ground.prove(proof, how);
      // An interrupted proof says nothing about the grader.
      app.signal.throwIfAborted();
      results.push(result);
      progress.say(line(result, widest));
      counted();
    }),
  );
  progress.now('stopping the servers');
  await ground[Symbol.asyncDispose]();
  return { lab: entry.id, engine: kind, results, ms: performance.now() - began };
}

/** `wrong/guesses   fails 1b, as expected   1.2 s` */
function line(result: ProofResult, widest: number): string {
  const { name, expected, came, seconds } = cells(result);
  const outcome = result.problems.length === 0 ? 'as expected' : `NOT as expected: ${came}`;
  return `  ${name.padEnd(widest)}  ${expected.padEnd(16)}  ${seconds.padStart(5)} s  ${outcome}`;
}

/** What only could not be judged may come out right at the next run. */
export function exitOf(reports: readonly Report[]): ExitCode {
  const bad = reports.flatMap(({ results }) => results.filter(({ problems }) => problems.length > 0));
  if (bad.length === 0) return EXIT.ok;
  return bad.every(({ verdict }) => verdict.outcome === 'inconclusive') ? EXIT.inconclusive : EXIT.failed;
}

function asData({ lab, engine, results, ms }: Report) {
  return {
    lab,
    engine,
    durationMs: Math.round(ms),
    solutions: results.map(({ proof, verdict, problems }) => ({
      name: proof.name,
      about: proof.about,
      expected: proof.expect,
      problems,
      verdict,
    })),
  };
}

export function render({ lab, results, ms }: Report, style: Style): string {
  const sorted = [...results].sort((a, b) => a.proof.name.localeCompare(b.proof.name, 'en'));
  const bad = sorted.filter(({ problems }) => problems.length > 0);
  const table = columns(
    [
      ['solution', 'expected', 'verdict', 's', ''],
      ...sorted.map((result) => {
        const { name, expected, came, seconds } = cells(result);
        return [name, expected, came, seconds, result.problems.length === 0 ? 'as expected' : 'NOT AS EXPECTED'];
      }),
    ],
    '  ',
  );
  const findings = bad.flatMap(({ proof, problems }) => [
    '',
    style.bad(`${proof.name}: ${proof.about}`),
    ...problems.flatMap((problem) => problem.split('\n').map((text) => `  ${text}`.trimEnd())),
  ]);
  const sum =
    bad.length === 0
      ? style.good(`${lab}: all ${results.length} solutions came to what they must, in ${duration(ms)}.`)
      : style.bad(`${lab}: ${bad.length} of ${results.length} solutions did not come to what they must.`);
  const next = bad.some(({ problems }) => problems.some((text) => /failure text/.test(text)))
    ? ['Read the texts above as a learner would; when they are right, keep them: archlab lab check --record']
    : [];
  return [style.bold(`Proofs of ${lab}`), '', ...table, ...findings, '', sum, ...next, ''].join('\n');
}
