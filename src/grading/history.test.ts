import { expect, test } from 'vitest';
import type { HttpReply } from '../clients/types.ts';
import { createHistory, outcomeOf, recordOp } from './history.ts';

const reply = (status: number, json: unknown = undefined): HttpReply => ({
  ...{ outcome: 'reply', status, headers: {}, text: 'text', json, ms: 1 },
});

test.each([
  [reply(200), 'ok'],
  [reply(201), 'ok'],
  [reply(404), 'failed'],
  [reply(503), 'failed'],
  [reply(500), 'unknown'],
  [reply(502), 'unknown'],
  [reply(302), 'unknown'],
  [{ outcome: 'refused', error: 'connection refused', ms: 1 }, 'failed'],
  [{ outcome: 'unknown', error: 'no complete answer within 5000 ms', ms: 1 }, 'unknown'],
] as const)('%o is %s', (given, outcome) => {
  expect(outcomeOf(given)).toBe(outcome);
});

test('a lab may see its refusals differently', () => {
  const only404 = ({ status }: { status: number }) => status === 404;
  expect([404, 503].map((status) => outcomeOf(reply(status), only404))).toEqual(['failed', 'unknown']);
});

test('recordOp keeps the operation with its times and what came back', async () => {
  const history = createHistory();
  const op = { client: 'c1', name: 'put', input: { id: 'u-1' } };
  const returned = await recordOp(history, op, async () => reply(201, { id: 'u-1' }));
  await recordOp(history, op, async () => reply(500));
  expect(returned).toMatchObject({ status: 201 });
  expect(history.ops).toMatchObject([
    { ...op, outcome: 'ok', output: { id: 'u-1' } },
    { ...op, outcome: 'unknown', output: 'text' },
  ]);
  const [first] = history.ops;
  expect(first?.endMs).toBeGreaterThanOrEqual(first?.startMs ?? Number.POSITIVE_INFINITY);
});
