import { expect, test } from 'vitest';
import { times } from '../../click.ts';
import { id, placed, span, tree, witness } from '../../samples.ts';
import { judgeWitness, type WitnessSeen } from './witness.ts';

/** Two calls of the inventory and a charge, all of one checkout; a CLIENT span of orders lasted through each. */
const spans = [...tree(), span({ service: 'orders', kind: 'client', parentSpanId: id('ord'), startMs: 1000 })];
const calls = (spanId: string, over: object = {}) =>
  (['inventory', 'inventory', 'payments'] as const).map((at) =>
    witness(at, spanId, { receivedMs: 1020, repliedMs: 1090, ...over }),
  );
function hint(asked: WitnessSeen['visits'][number]['calls'], seen = spans): string | undefined {
  const judged = judgeWitness({ visits: [{ click: placed(), calls: asked }], spans: seen });
  expect(judged.verdict).toBe('fail');
  return judged.verdict === 'fail' ? judged.failure.hint : undefined;
}
const without = (name: string) => spans.filter((one) => !(one.kind === 'client' && one.service === name));

test('the id of orders’ SERVER span, or of its parent, beside a span that lasted through the call', () => {
  expect(hint(calls(id('ord')))).toBe(
    'In all 3 calls of a stub the parent-id is that of orders’ own SERVER span. Yet for each of them a CLIENT span of orders was there that lasted from before the call until after the answer. When are the headers written, and from what?',
  );
  expect(hint(calls(id('gwc')))).toContain(
    'that of the parent of orders’ SERVER span: what orders was sent is what it',
  );
});

test('the same, and nothing lasted through any call', () => {
  expect(hint(calls(id('ord')), without('orders'))).toMatch(
    /own SERVER span\. No CLIENT span of orders lasted through any of them: what begins one for a call\?$/,
  );
});

test('nothing where calls differ, are few, have another id, or were covered in part', () => {
  const [one, two, charge] = calls(id('ord'));
  expect(hint([one!, two!, witness('payments', id('inv'))])).toBeUndefined();
  expect(hint([one!, charge!])).toBeUndefined();
  expect(hint(calls(id('nobody')))).toBeUndefined();
  expect(hint(calls(id('ord'), { header: undefined, context: undefined }))).toBeUndefined();
  expect(hint([one!, two!, { ...charge!, repliedMs: 2000 }])).toBeUndefined();
});

const timed = (endMs: number, repliedMs: number) => {
  const made = times(3, (i) => span({ spanId: id(`c${i}`), service: 'orders', kind: 'client', startMs: 1000, endMs }));
  const asked = (['inventory', 'inventory', 'payments'] as const).map((at, i) =>
    witness(at, id(`c${i}`), { receivedMs: 1002, repliedMs }),
  );
  return [asked, made] as const;
};

test('spans that are over before any answer is there', () => {
  expect(hint(...timed(1005, 1110))).toMatch(
    /^Not one of the 3 CLIENT spans is longer than 5 ms, and not one answer came in less than 108 ms: they measure how long it takes to send/,
  );
});

test('nothing about spans that are nearly long enough, or when only some are too short', () => {
  expect(hint(...timed(1080, 1110))).toBeUndefined();
  const [asked, made] = timed(1005, 1110);
  expect(hint(asked, [made[0]!, made[1]!, { ...made[2]!, endMs: 1120 }])).toBeUndefined();
});
