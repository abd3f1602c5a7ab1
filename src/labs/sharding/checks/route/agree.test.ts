import { describe, expect, test } from 'vitest';
import { call, failureOf, opinion, rows, sent, truth } from '../../model/testing.ts';
import { range, viewer } from '../../model/viewers.ts';
import { type AgreeSeen, agree } from './agree.ts';

const viewers = range(200).map((i) => viewer(`u-${i}`));
const body = (id: string) => ({ json: { ...viewer(id), watchSeconds: 0 } });
const all = (status: number) => viewers.map((one) => sent(one, call(`PUT /users/${one.id}`, status, body(one.id))));
const good: AgreeSeen = {
  written: all(201),
  truth: truth(viewers.flatMap(({ id }, i) => rows(`s${i % 4}`, id))),
  byB: all(200),
  byA: all(200),
};
const answered = (id: string, instance: string) =>
  viewers.map((one) =>
    sent(one, one.id === id ? call(`GET /users/${id}`, 404, { instance, json: {} }) : call('GET /', 200, body(one.id))),
  );

describe('1a', () => {
  test('passes when everything agrees', () => expect(opinion(agree, good)).toBe('pass'));

  test.each<[string, Partial<AgreeSeen>, string]>([
    ['a PUT refused', { written: [sent(viewer('u-0'), call('PUT /users/u-0', 501))] }, '501 (empty body)'],
    ['rows nowhere', { truth: truth([]) }, '200 acknowledged viewers on no shard (first: u-0, answered 201)'],
    [
      'a viewer on two shards',
      { truth: truth([...good.truth.viewers, ...rows('s3', 'u-5')]) },
      'viewer u-5 is on s1 and s3',
    ],
    ['all on one shard', { truth: truth(rows('s0', ...viewers.map(({ id }) => id))) }, 'all 200 viewers are on s0'],
    [
      'b does not find one',
      { byB: answered('u-17', 'b') },
      'GET /users/u-17 through instance b got 404 {}; the row is on s1',
    ],
    ['a forgets after a restart', { byA: answered('u-18', 'a') }, 'through instance a got 404 {}; the row is on s2'],
  ])('%s', (_, change, sentence) => expect(opinion(agree, { ...good, ...change })).toContain(sentence));

  test('names hash seeds and maps when another process disagrees', () => {
    expect(failureOf(agree, { ...good, byB: answered('u-17', 'b') }).look[0]).toContain(
      'must not depend on the process',
    );
  });

  test('does not pass on too few', () => {
    const few = { ...good, byA: good.byA.slice(0, 20) };
    expect(opinion(agree, few)).toBe('too little: read after the restart');
  });
});
