import { expect, test } from 'vitest';
import type { HttpCall } from '../../../kit.ts';
import type { Call, Fate } from './call.ts';
import { pictures } from './pictures.ts';
import { caseOf } from './testing.ts';

const call = (kind: Call['kind'], at: number, status: number | undefined, fate: Fate = { kind: 'pass' }): Call => {
  const http = { at, endedAt: at + 10, status } as HttpCall;
  return { http, instance: 'one', service: 'bank-a', kind, id: 'x', amount: 3001, fate };
};

test('a lane per transfer with what became of its calls, ghosts, kills and its end; the money below', () => {
  const frozen = call('credit', 1200, undefined, { kind: 'freeze-before' });
  const [lanes, money] = pictures('Here', {
    zero: 1000,
    calls: [
      call('hold', 1000, 201),
      call('screening', 1100, undefined),
      frozen,
      call('void', 1300, 409),
      call('capture', 1400, 200),
    ],
    ghosts: [{ call: frozen, at: 1500, status: 201, code: undefined }],
    marks: [{ label: 'kill -9', fromMs: 1250, toMs: 1250 }],
    cases: [caseOf(3001, 'COMPLETED')],
    movements: [
      { at: 1005, what: 'hold', account: 'a:x', amount: 3001 },
      { at: 1350, what: 'credit', account: 'b:y', amount: 3001 },
      { at: 1405, what: 'capture', account: 'a:x', amount: 3001 },
    ],
  });
  expect(lanes).toEqual({
    kind: 'swimlanes',
    title: 'Here: the calls of each transfer',
    lanes: [
      {
        label: '30.01 from A',
        end: 'COMPLETED',
        blocks: [
          { label: 'hold ok', tone: 'good', fromMs: 0, toMs: 10 },
          { label: 'screening lost', tone: 'warn', fromMs: 100, toMs: 110 },
          { label: 'credit frozen', tone: 'bad', fromMs: 200, toMs: 210 },
          { label: 'void refused', tone: 'info', fromMs: 300, toMs: 310 },
          { label: 'capture ok', tone: 'good', fromMs: 400, toMs: 410 },
          { label: 'credit ghost, 201', tone: 'quiet', fromMs: 500, toMs: 520 },
        ],
      },
    ],
    spans: [{ label: 'kill -9', fromMs: 250, toMs: 250 }],
  });
  expect(money).toMatchObject({
    kind: 'series',
    lines: [
      {
        points: [
          [0, 0],
          [5, 0],
          [350, 3001],
          [405, 0],
        ],
      },
      {
        points: [
          [0, 0],
          [5, 3001],
          [350, 3001],
          [405, 0],
        ],
      },
    ],
  });
});
