import { expect, test } from 'vitest';
import { ArchlabError } from '../errors/error.ts';
import { PLAIN } from './style.ts';
import { describe } from './trouble.ts';

const ABOUT = { style: PLAIN, verbose: false, versions: 'archlab 1, Node.js v20', command: 'archlab verify' };

test('an expected error: what failed, details, what to do, its code', () => {
  const error = new ArchlabError('WORKSPACE_NOT_EMPTY', 'The folder x holds files:', { details: ['a', 'b\u0007'] });
  const { text, exit } = describe(error, ABOUT);
  expect(exit).toBe(4);
  expect(text).toMatchInlineSnapshot(`
    "The folder x holds files:
      a
      b\\x07
    > Use another --dir, or --force to back the files up first.
    (WORKSPACE_NOT_EMPTY)
    "
  `);
});

test('anything else is our bug: stack, causes, versions, command', () => {
  const error = new Error('boom', { cause: new AggregateError([new Error('one'), new Error('two')], 'many') });
  const { text, exit } = describe(error, ABOUT);
  expect(exit).toBe(70);
  for (const part of ['boom', 'many', 'one', 'two', 'Node.js v20', 'archlab verify', 'report'])
    expect(text).toContain(part);
});

test('causes of an expected error are shown with --verbose only', () => {
  const error = new ArchlabError('MACHINE_FILES', 'no', { cause: new Error('deep') });
  expect(describe(error, ABOUT).text).not.toContain('deep');
  expect(describe(error, { ...ABOUT, verbose: true }).text).toContain('deep');
});
