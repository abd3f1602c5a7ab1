import { describe, expect, test } from 'vitest';
import { call, eventRow, opinion, rows, truth } from '../../model/testing.ts';
import { range } from '../../model/viewers.ts';
import { type TogetherSeen, together } from './together.ts';

const ids = range(100).map((i) => `u-${i}`);
const ok = (status: number) => call('POST /users/u-0/events', status, { json: { userId: 'u-0', watchSeconds: 10 } });
const event = (n: number) => ({ eventId: `e-${n}`, videoId: 'v-1', seconds: 10 });
const posted = ids.flatMap((viewer) =>
  range(3).map((n) => ({ viewer, event: event(n), first: ok(201), again: ok(200) })),
);
const homes = (id: string) => `s${Number(id.slice(2)) % 4}`;
const events = ids.flatMap((id) => range(3).map((n) => eventRow(homes(id), id, `e-${n}`)));
const users = ids.flatMap((id) => rows(homes(id), id));
const good: TogetherSeen = { seeding: { written: 100 }, posted, truth: truth(users, events) };

describe('1b', () => {
  test('passes', () => expect(opinion(together, good)).toBe('pass'));

  test.each<[string, Partial<TogetherSeen>, string]>([
    ['a first event refused', { posted: [{ viewer: 'u-0', event: event(0), first: ok(500) }] }, '500'],
    ['a repeat that is new', { posted: [{ viewer: 'u-0', event: event(0), first: ok(201), again: ok(201) }] }, '201'],
    [
      'an event elsewhere',
      {
        truth: truth(users, [
          eventRow('s3', 'u-9', 'e-0'),
          ...events.filter(({ viewer, id }) => viewer !== 'u-9' || id !== 'e-0'),
        ]),
      },
      'viewer u-9 lives on s1, 1 of its events on s3',
    ],
    ['a lost event', { truth: truth(users, events.slice(1)) }, '3 events of u-0 were acknowledged, s0 holds 2.'],
    [
      'a counter that counted twice',
      {
        truth: truth(
          users.map((row) => (row.id === 'u-4' ? { ...row, watchSeconds: 60 } : row)),
          events,
        ),
      },
      '60 on s0.',
    ],
  ])('%s', (_, change, sentence) => expect(opinion(together, { ...good, ...change })).toContain(sentence));

  test('blames the data when it could not be written', () => {
    const seeding = { written: 0, bad: call('PUT /users/u-1', 404) };
    expect(opinion(together, { ...good, seeding })).toBe('404 (empty body)');
  });

  test('does not pass on too few', () => {
    const few = { ...good, posted: posted.slice(0, 3), truth: truth(users.slice(0, 1), events.slice(0, 3)) };
    expect(opinion(together, few)).toBe('too little: events sent');
  });
});
