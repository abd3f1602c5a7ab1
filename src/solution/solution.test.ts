import { expect, test } from 'vitest';
import { solutionEnvironment } from './environment.ts';
import { exitText, withLines } from './failures.ts';
import { commandText, spawnArguments } from './manifest.ts';

test('one simple command leaves no shell between us and the program', () => {
  expect(spawnArguments('node server.mjs')).toEqual({ file: '/bin/sh', args: ['-c', 'exec node server.mjs'] });
});

test('a line that needs the shell keeps it', () => {
  for (const line of [
    'cd app && node server.mjs',
    'FOO=1 node server.mjs',
    'node a.mjs | tee log',
    'exec node server.mjs',
    'node a.mjs; true',
  ]) {
    expect(spawnArguments(line)).toEqual({ file: '/bin/sh', args: ['-c', line] });
  }
});

test('a vector is spawned as it is', () => {
  expect(spawnArguments(['python3', 'a b.py'])).toEqual({ file: 'python3', args: ['a b.py'] });
  expect(commandText(['python3', 'a b.py'])).toBe('python3 a b.py');
});

test('secrets of the parent stay here; tools, language and what the lab gives go on', () => {
  const env = {
    PATH: '/bin',
    LC_ALL: 'C',
    AWS_SECRET_ACCESS_KEY: 'x',
    GITHUB_TOKEN: 'x',
    SSH_AUTH_SOCK: 'x',
    NODE_OPTIONS: '--inspect',
  };
  expect(solutionEnvironment({ env }, { PORT: '1', PATH: '/lab' })).toEqual({ PATH: '/lab', LC_ALL: 'C', PORT: '1' });
});

test('exit codes are told in words', () => {
  expect(exitText({ code: 127, signal: null })).toContain('did not find the command');
  expect(exitText({ code: null, signal: 'SIGSEGV' })).toBe('ended by signal SIGSEGV');
  expect(exitText({ code: 3, signal: null })).toBe('exit code 3');
  expect(withLines('gone', [])).toBe('gone; it printed nothing');
  expect(withLines('gone', ['a', 'b'])).toBe('gone; its last lines:\n  | a\n  | b');
});
