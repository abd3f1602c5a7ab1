import { expect, test } from 'vitest';
import type { RunEvent } from '../grading/verdict.ts';
import { advance, NOTHING_YET, plainLine, windowLines } from './live-model.ts';
import { PLAIN } from './style.ts';
import { FAILED } from './verdicts.fixture.ts';

const [first, second] = FAILED.steps;
const EVENTS: readonly RunEvent[] = [
  {
    type: 'run-started',
    at: FAILED.startedAt,
    archlab: '0',
    lab: 'sharding',
    language: 'go',
    engine: 'local',
    seed: 1,
    steps: FAILED.steps,
  },
  { type: 'step-started', step: 1 },
  { type: 'check-started', step: 1, check: '1a' },
  { type: 'check-finished', step: 1, verdict: first!.checks[0]! },
  { type: 'step-finished', step: 1, durationMs: 1200 },
  { type: 'step-started', step: 2 },
  { type: 'check-started', step: 2, check: '2b' },
  { type: 'note', step: 2, text: 'asking for u-31\u001b[2J' },
  { type: 'check-finished', step: 2, verdict: second!.checks[1]! },
  { type: 'step-finished', step: 2, durationMs: 900 },
  { type: 'run-finished', durationMs: 2100, interrupted: false },
];

const modelAfter = (count: number) => EVENTS.slice(0, count).reduce(advance, NOTHING_YET);

test('the window shows finished steps and what is at work', () => {
  expect(windowLines(modelAfter(1), PLAIN)).toEqual(['Preparing']);
  expect(windowLines(modelAfter(8), PLAIN)).toMatchInlineSnapshot(`
    [
      " + 1  Route by key  1 check, 1.2 s",
      "2b  one shard on the wire  asking for u-31\\x1b[2J",
    ]
  `);
  expect(windowLines(modelAfter(10), PLAIN)).toMatchInlineSnapshot(`
    [
      " + 1  Route by key  1 check, 1.2 s",
      " x 2  Spread evenly, touch one shard  1 check, 0.9 s",
      "2b  one shard on the wire  asking for u-31\\x1b[2J",
    ]
  `);
});

test('a log gets one line per step and check', () => {
  const lines = EVENTS.map((event, index) => plainLine(modelAfter(index + 1), event)).filter(Boolean);
  expect(lines).toMatchInlineSnapshot(`
    [
      "step 1: Route by key",
      "  1a agree: passed (0.4 s)",
      "step 2: Spread evenly, touch one shard",
      "  2b one shard on the wire: failed (0.5 s)",
    ]
  `);
});
