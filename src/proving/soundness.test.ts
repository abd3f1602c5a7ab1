import { expect, test } from 'vitest';
import type { LabEntry } from '../catalogue/types.ts';
import type { Lab } from '../grading/types.ts';
import type { Proof } from './proof.ts';
import { whatIsUnproved } from './soundness.ts';

const check = (id: string) => ({ id, title: `title of ${id}` });
const lab = (...checks: string[][]) =>
  ({
    id: 'x',
    steps: checks.map((ids, index) => ({ id: `s${index + 1}`, title: `S${index + 1}`, checks: ids.map(check) })),
  }) as unknown as Lab;
const entry = (...steps: number[]) =>
  ({ id: 'x', steps: steps.map((number) => ({ id: `s${number}`, title: `S${number}` })) }) as unknown as LabEntry;
const proof = (name: string, expect: Proof['expect'] = { kind: 'passes' }): Proof => ({
  name,
  about: '',
  base: 'none',
  overlay: '',
  language: '',
  expect,
});
const catches = (id: string, name = `wrong/${id}`) => proof(name, { kind: 'fails', check: id, also: [] });

const least = { right: 1, nothing: 1 };
const others = [proof('right/a'), proof('nothing/a', { kind: 'fails-everywhere' })];

test('every check has a wrong solution of its own: nothing to say', () => {
  const proofs = [...others, catches('1a'), catches('1b'), catches('2a')];
  expect(whatIsUnproved(entry(1, 2), lab(['1a', '1b'], ['2a']), proofs, least)).toEqual([]);
});

test('the starter is no wrong solution: it fails whatever the check looks at', () => {
  const proofs = [...others, catches('1a', 'starter/javascript'), catches('1b')];
  expect(whatIsUnproved(entry(1), lab(['1a', '1b']), proofs, least)).toEqual([
    'check 1a (title of 1a) has no wrong solution of its own: nothing shows that it can fail',
  ]);
});

test('catalogue and code must agree', () => {
  const proofs = [...others, catches('1a')];
  expect(whatIsUnproved({ ...entry(1), id: 'y' }, lab(['1a']), proofs, least)).toEqual([
    'lab.ts calls the lab "x", labs.yaml "y"',
  ]);
  expect(whatIsUnproved(entry(2), lab(['1a']), proofs, least)).toEqual([
    'the steps of lab.ts are s1 (S1); those of labs.yaml s2 (S2)',
  ]);
});

test('a check is named by its step', () => {
  expect(whatIsUnproved(entry(1), lab(['2a']), [...others, catches('2a')], least)).toEqual([
    'check 2a of step 1 must be named by its step and a letter: 1a, 1b, …',
  ]);
  expect(whatIsUnproved(entry(1), lab([]), others, least)).toEqual(['step 1 (s1) has no checks']);
});

test('too few solutions', () => {
  expect(whatIsUnproved(entry(1), lab(['1a']), [catches('1a')], { right: 3, nothing: 1 })).toEqual([
    'right/ has 0 of at least 3 solutions',
    'nothing/ has 0 of at least 1 solutions',
  ]);
});
