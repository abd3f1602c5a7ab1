import { expect, test } from 'vitest';
import { attempt, read, write } from '../../model/testing.ts';
import { timeline } from './timeline.ts';

test('counts answers by kind in columns of 100 ms, from 200 ms before the shard was added', () => {
  const zero = 1000;
  const lost = write('u-1', 'H-1-0', 1140);
  const open = { ...write('u-2', 'H-1-1', 1210, 503), attempts: [attempt(503, 1210), attempt(undefined, 1310)] };
  const ledger = {
    writes: [lost, open, write('u-3', 'E-0-0', 100)],
    reads: [{ ...read('u-1', 0, 0, 404), endedAt: 900 }],
  };
  const picture = timeline('t', zero, ledger, [lost], [{ label: 'H1', from: 1100, to: 1300 }]);
  expect(picture).toEqual({
    kind: 'timeline',
    title: 't',
    columnMs: 100,
    series: [
      { label: '2xx', tone: 'good', counts: [0, 0, 0, 1, 0, 0] },
      { label: '503', tone: 'warn', counts: [0, 0, 0, 0, 1, 0] },
      { label: '404', tone: 'bad', counts: [0, 1, 0, 0, 0, 0] },
      { label: 'no answer', tone: 'quiet', counts: [0, 0, 0, 0, 0, 1] },
      { label: 'acknowledged, lost later', tone: 'bad', line: true, counts: [0, 0, 0, 1, 0, 0] },
    ],
    spans: [{ label: 'H1', fromMs: 300, toMs: 500 }],
  });
});
