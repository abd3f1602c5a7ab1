import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closingLine, tally } from './tally.mjs';

const suite = (name, statuses, extra = {}) => ({
  name,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  message: '',
  assertionResults: statuses.map((status, i) => ({ status, fullName: `case ${i + 1}` })),
  ...extra,
});
const file = (name, ...suites) => ({ name, text: JSON.stringify({ testResults: suites }) });

test('adds up several files', () => {
  const total = tally([
    file('unit.json', suite('a', ['passed', 'passed']), suite('b', ['passed'])),
    file('e2e.json', suite('c', ['passed'])),
  ]);
  expect(total).toEqual({ passed: 4, failed: 0, skipped: 0, complaints: [] });
  expect(closingLine(total)).toBe('4 passed, 0 failed');
});

test('names each failed test', () => {
  const total = tally([file('unit.json', suite('a', ['passed', 'failed']))]);
  expect(total).toEqual({ passed: 1, failed: 1, skipped: 0, complaints: ['failed: a > case 2'] });
});

test.each(['skipped', 'pending', 'todo', 'disabled'])('a test that is %s is a complaint', (status) => {
  const total = tally([file('docker.json', suite('a', ['passed', status]))]);
  expect(total.complaints).toEqual([`not run (${status}): a > case 2`]);
  expect(closingLine(total)).toBe('1 passed, 0 failed, 1 skipped');
});

test('a file that could not be loaded counts as one failure, also when its tests were skipped for it', () => {
  const broken = { status: 'failed', message: 'Cannot find module' };
  const total = tally([
    file('unit.json', suite('a', ['passed']), suite('b', [], broken), suite('c', ['skipped'], broken)),
  ]);
  expect(total).toMatchObject({ passed: 1, failed: 2, skipped: 1 });
  expect(total.complaints).toContain('failed: b: Cannot find module');
});

test('a hook that failed after passed tests is a failure', () => {
  const total = tally([file('unit.json', suite('a', ['passed'], { status: 'failed', message: 'after' }))]);
  expect(total).toEqual({ passed: 1, failed: 1, skipped: 0, complaints: ['failed: a: after'] });
});

test.each([
  ['missing', undefined, 'x.json is missing: those tests never ran'],
  ['cut short', '{"testResults":[', /^x\.json cannot be parsed: /],
  ['null', 'null', /^x\.json holds no testResults/],
  ['of another form', '{"success":true}', /^x\.json holds no testResults/],
  ['without a test file', '{"testResults":[]}', /^x\.json names no test file/],
])('a result file that is %s is a complaint', (_, text, complaint) => {
  const total = tally([file('unit.json', suite('a', ['passed'])), { name: 'x.json', text }]);
  expect(total.complaints).toHaveLength(1);
  expect(total.complaints[0]).toMatch(complaint);
});

test('nothing passed, nothing named and an empty test file are complaints', () => {
  expect(tally([]).complaints).toEqual(['no result file was named', 'not one test passed']);
  expect(tally([file('unit.json', suite('a', []))]).complaints).toEqual([
    'empty: a holds no test',
    'not one test passed',
  ]);
});

test('the program ends with the closing line and an exit code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'archlab-tally-'));
  try {
    const run = (...names) =>
      spawnSync(process.execPath, [join(import.meta.dirname, 'tally.mjs'), ...names], { encoding: 'utf8' });
    const good = join(folder, 'unit.json');
    writeFileSync(good, file('', suite('a', ['passed', 'passed'])).text);
    expect(run(good)).toMatchObject({ status: 0, stdout: '2 passed, 0 failed\n' });
    const missing = join(folder, 'docker.json');
    expect(run(good, missing)).toMatchObject({
      status: 1,
      stdout: `${missing} is missing: those tests never ran\n2 passed, 0 failed\n`,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
