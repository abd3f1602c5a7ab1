import fc from 'fast-check';
import { expect, test } from 'vitest';
import { envFileText, fillVariables, parseEnvFile, portVariables, secretVariables } from './variables.ts';

const text = `
x-base: &base { image: postgres, environment: { P: '\${PG_PASSWORD:?no}', Q: '\${OTHER}' } }
services:
  a: { <<: *base, ports: ['127.0.0.1:\${A_PORT}:5432'] }
  b: { <<: *base, ports: ['127.0.0.1:\${B_PORT:?no}:5432', '127.0.0.1:\${B2_PORT:-7}:80/tcp'] }
`;

test('port and password variables are found', () => {
  expect(portVariables(text)).toEqual(['A_PORT', 'B_PORT', 'B2_PORT']);
  expect(secretVariables(text)).toEqual(['PG_PASSWORD']);
});

test('ports are fresh, passwords are kept or drawn', () => {
  const first = fillVariables(text, { A_PORT: '1', MINE: 'yes' }, [11, 12, 13]);
  expect(first).toMatchObject({ A_PORT: '11', B_PORT: '12', B2_PORT: '13', MINE: 'yes' });
  expect(first.PG_PASSWORD).toMatch(/^[0-9a-f]{24}$/);
  expect(fillVariables(text, first, [21, 22, 23]).PG_PASSWORD).toBe(first.PG_PASSWORD);
  expect(fillVariables(text, {}, [1, 2, 3]).PG_PASSWORD).not.toBe(first.PG_PASSWORD);
  expect(() => fillVariables(text, {}, [11])).toThrow('B_PORT');
});

test('what is written to .env is read back', () => {
  const value = fc.string({ unit: fc.constantFrom(...'aZ0 \'"$\\#\n=äß/:') });
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/), value, { noNullPrototype: true }),
      (variables) => {
        expect(parseEnvFile(envFileText(variables))).toEqual(variables);
      },
    ),
  );
});

test('.env files written by hand are understood', () => {
  expect(parseEnvFile('# comment\nexport A = 1 # one\nB="two\\nlines"\nC=\'$x\' \nnonsense\nD=\n')).toEqual({
    A: '1',
    B: 'two\nlines',
    C: '$x',
    D: '',
  });
});
