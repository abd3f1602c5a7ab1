import { describe, expect, test } from 'vitest';
import { call, errorCall, failureOf, opinion } from '../../model/testing.ts';
import { range } from '../../model/viewers.ts';
import { errors } from './errors.ts';

const right = {
  why: 'no such viewer',
  status: 404,
  code: 'not_found',
  call: errorCall('GET /users/nobody', 404, 'not_found'),
};
const cases = range(9).map(() => right);
const one = (replaced: typeof right.call) => ({ cases: [...cases, { ...right, call: replaced }] });

describe('1c', () => {
  test('passes', () => expect(opinion(errors, { cases })).toBe('pass'));
  test('another status', () => {
    const seen = one(call('GET /users/nobody', 500, { json: '<html>' }));
    expect(failureOf(errors, seen)).toMatchObject({
      did: 'GET /users/nobody (no such viewer).',
      expected: '404 {"error":{"code":"not_found","message":"…"}}.',
      observed: '500 "<html>"',
    });
  });
  test('another code', () => expect(opinion(errors, one(errorCall('GET /x', 404, 'nope')))).toContain('"code":"nope"'));
  test('no message', () => {
    expect(opinion(errors, one(call('GET /x', 404, { json: { error: { code: 'not_found' } } })))).toContain('404');
  });
  test('no answer', () => expect(opinion(errors, one(call('GET /x')))).toContain('no answer after'));
  test('does not pass on too few', () => expect(opinion(errors, { cases: [] })).toBe('too little: requests'));
});
