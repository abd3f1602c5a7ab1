import { isTrouble } from '../grading/verdict.ts';
import type { ProofResult } from './run-proof.ts';

/** A result in the words of the table. */
export function cells({ proof, verdict }: ProofResult) {
  const expected =
    proof.expect.kind === 'fails'
      ? `fails ${proof.expect.check}`
      : proof.expect.kind === 'passes'
        ? 'passes'
        : 'fails every step';
  const failed = verdict.steps.flatMap((step) =>
    step.checks.filter(isTrouble).map(({ id, status }) => (status === 'failed' ? id : `${id} ${status}`)),
  );
  const came = failed.length === 0 ? verdict.outcome : failed.join(', ');
  return { name: proof.name, expected, came, seconds: (verdict.durationMs / 1000).toFixed(1) };
}

/** The results as a Markdown table: which solution was caught by which check, in how long. */
export function proofTable(lab: string, results: readonly ProofResult[]): string {
  const rows = [...results].sort((a, b) => a.proof.name.localeCompare(b.proof.name)).map(row);
  return [
    `# Proofs of ${lab}`,
    '',
    '| solution | expected | verdict | s | as expected | about |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function row(result: ProofResult): string {
  const { name, expected, came, seconds } = cells(result);
  const good = result.problems.length === 0 ? 'yes' : 'NO';
  return `| ${name} | ${expected} | ${came} | ${seconds} | ${good} | ${result.proof.about.replaceAll('|', '\\|')} |`;
}
