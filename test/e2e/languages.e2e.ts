import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { missingLanguages } from '../../src/proving/starters.ts';
import { pathWith } from './support/path.ts';
import { failureOf } from './support/workspace.ts';
import { World } from './support/world.ts';

// Any language: what `start --language` does where the language's tools are here, missing, or too old.

let world: World;

beforeAll(() => {
  world = new World();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const template = join(import.meta.dirname, '../../templates/circuit-breaker');
const missing = await missingLanguages(template, ['python', 'go'], { env: process.env }, new AbortController().signal);
for (const { language, reason } of missing) process.stderr.write(`left out: ${language}. ${reason}\n`);
const leaveOut = (language: string) => process.env.CI !== 'true' && missing.some((one) => one.language === language);

/** The caches and settings of whoever runs the tests: their HOME is hidden from the tests. */
function settings(): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => /^(PIP_|GO|SSL_)/.test(name));
  const caches = leaveOut('go')
    ? {}
    : JSON.parse(
        execFileSync('go', ['env', '-json', 'GOCACHE', 'GOMODCACHE', 'GOPROXY', 'GOFLAGS'], { encoding: 'utf8' }),
      );
  return { ...(Object.fromEntries(own) as Record<string, string>), ...caches };
}

test.each(
  [
    { language: 'python', file: 'src/breaker.py', sources: 'src/*.py' },
    { language: 'go', file: 'breaker.go', sources: '*.go' },
  ].filter(({ language }) => !leaveOut(language)),
)('a day in $language', async ({ language, file, sources }) => {
  const dir = world.path(`lab in ${language}`);
  const env = settings();
  const start = ['start', 'circuit-breaker', '--engine', 'local', '--dir', dir, '--language', language];
  const started = await world.archlab(start, { env, limitMs: 110_000 });
  expect(started, started.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(sources) });
  const verified = await world.archlab(['verify', '--format', 'json'], { cwd: dir, env });
  expect(failureOf(verified).id, verified.stderr).toBe('1a');

  const solution = await world.archlab(['solution', '--yes', '--json'], { cwd: dir });
  const shown = JSON.parse(solution.stdout) as { path: string; content: string }[];
  expect(shown.map(({ path }) => path)).toContain(file);

  const before = readFileSync(join(dir, file), 'utf8');
  appendFileSync(join(dir, file), '\nmistake');
  expect(await world.archlab(['reset', file], { cwd: dir })).toMatchObject({ code: 0 });
  expect(readFileSync(join(dir, file), 'utf8')).toBe(before);

  const other = await world.archlab(['start', '--language', 'typescript'], { cwd: dir });
  expect(other).toMatchObject({ code: 4, stderr: expect.stringMatching(/another language[\s\S]*WORKSPACE_NOT_EMPTY/) });
  expect(await world.archlab(['stop'], { cwd: dir })).toMatchObject({ code: 0 });
});

test.each<[string, string, Record<string, string>, RegExp]>([
  ['no Go', 'go', {}, /go was not found[\s\S]*Install Go 1\.24/],
  ['an old Go', 'go', { go: 'version) echo go version go1.19.8 linux/amd64;;' }, /1\.19\.8[\s\S]*Install Go 1\.24/],
  ['no Python', 'python', {}, /python3 was not found[\s\S]*Install Python 3\.11/],
  ['an old Python', 'python', { python3: '*) echo 3.9.2;;' }, /3\.9\.2 is too old[\s\S]*Install Python 3\.11/],
  ['no venv', 'python', { python3: '*) echo 3.11.2; exit 1;;' }, /not its\s+modules venv[\s\S]*python3-venv/],
])('%s: says what to install, and the servers stay', async (name, language, programs, sentence) => {
  const dir = world.path(name);
  const env = { PATH: pathWith(world, name, programs) };
  const start = ['start', 'circuit-breaker', '--engine', 'local', '--dir', dir, '--language', language];
  const started = await world.archlab(start, { env });
  expect(started, started.stderr).toMatchObject({ code: 3, stderr: expect.stringMatching(sentence) });
  expect(started.stderr).toContain('MACHINE_TOOL_MISSING');
  const status = await world.archlab(['status', '--json'], { cwd: dir });
  expect(JSON.parse(status.stdout)).toMatchObject({ engine: 'local', language });
  await world.archlab(['stop'], { cwd: dir });
});

test.skipIf(leaveOut('python'))('pip cannot install the dependencies: it says what to do later', async () => {
  const dir = world.path('offline');
  const env = { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_CACHE_DIR: world.path('empty'), PIP_FIND_LINKS: '' };
  const start = ['start', 'circuit-breaker', '--engine', 'local', '--dir', dir, '--language', 'python'];
  const started = await world.archlab(start, { env, limitMs: 110_000 });
  const sentence = /\.venv\/bin\/python\s+-m\s+pip\s+install\s+-r\s+requirements\.txt[\s\S]*MACHINE_DEPENDENCIES/;
  expect(started, started.stderr).toMatchObject({ code: 3, stderr: expect.stringMatching(sentence) });
  expect(existsSync(join(dir, 'src/main.py'))).toBe(true);
  await world.archlab(['stop'], { cwd: dir });
});

test('a language that the lab does not have', async () => {
  const refused = await world.archlab(['start', 'circuit-breaker', '--language', 'cobol']);
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/typescript, python, go[\s\S]*USAGE_BAD_OPTION/),
  });
  expect(existsSync(world.path('circuit-breaker'))).toBe(false);
});
