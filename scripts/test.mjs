// `npm test`: everything, in an order that fails early. Writes test-results/<part>.json for whoever adds up.
// Without Docker or a browser the parts that need one are left out, said in one line; with CI=true leaving anything out is a failure.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './find-browser.mjs';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');
const only = process.argv.slice(2);
const ci = process.env.CI === 'true';

const PARTS = [
  { name: 'check', command: ['npm', 'run', '--silent', 'check'] },
  { name: 'unit', project: 'unit' },
  { name: 'contract', project: 'contract' },
  { name: 'browser', project: 'browser', needs: 'Chromium' },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'e2e', project: 'e2e' },
  { name: 'docker', project: 'docker', needs: 'a Docker engine' },
  { name: 'proof', project: 'proof' },
];

function dockerAnswers() {
  return spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 10_000 }).status === 0;
}

const THERE = { 'a Docker engine': dockerAnswers, Chromium: () => findBrowser() !== undefined };

function run([command, ...args]) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
  });
  if (error) throw error;
  return status === 0;
}

const vitest = (part) => [
  join(root, 'node_modules/.bin/vitest'),
  'run',
  '--project',
  part.project,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${join(results, `${part.name}.json`)}`,
];

const unknown = only.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. Parts: ${PARTS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const failed = [];
const leftOut = [];
for (const part of PARTS) {
  if (only.length > 0 && !only.includes(part.name)) continue;
  if (part.needs && !THERE[part.needs]()) {
    leftOut.push(`${part.name} (needs ${part.needs})`);
    continue;
  }
  const started = Date.now();
  console.log(`\n== ${part.name}`);
  if (!run(part.command ?? vitest(part))) failed.push(part.name);
  console.log(
    `== ${part.name}: ${failed.includes(part.name) ? 'FAILED' : 'passed'} in ${Math.round((Date.now() - started) / 1000)} s`,
  );
}

if (leftOut.length > 0) console.log(`\nLeft out, because it is not here: ${leftOut.join(', ')}.`);
if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length > 0 || (ci && leftOut.length > 0) ? 1 : 0;
