import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../host/random.ts';
import { behaviourOf } from './faults/behaviour.ts';
import { Schedule } from './schedule.ts';
import type { Fault } from './types.ts';

const latency = fc.record({
  kind: fc.constant('latency' as const),
  ms: fc.integer({ min: 0, max: 500 }),
  jitterMs: fc.integer({ min: 0, max: 500 }),
});
const bandwidth = fc.record({
  kind: fc.constant('bandwidth' as const),
  bytesPerSecond: fc.integer({ min: 1, max: 10_000_000 }),
});
const faults: fc.Arbitrary<Fault[]> = fc.array(fc.oneof(latency, bandwidth), { maxLength: 4 });
/** Gaps between arrivals and sizes. */
const traffic = fc.array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100_000 })), {
  minLength: 1,
  maxLength: 50,
});

function scheduleOf(list: readonly Fault[], seed = 1): Schedule {
  const schedule = new Schedule();
  schedule.disturbances = list.flatMap((fault) => {
    const disturbance = behaviourOf(fault, seededRandom(seed)).disturb?.('service');
    return disturbance ? [disturbance] : [];
  });
  return schedule;
}

const least = (fault: Fault, bytes: number) =>
  fault.kind === 'latency'
    ? Math.max(0, fault.ms - (fault.jitterMs ?? 0))
    : fault.kind === 'bandwidth'
      ? (bytes * 1000) / fault.bytesPerSecond
      : 0;

describe('the schedule of a lane', () => {
  test('is never early, keeps the order, and adds up', () => {
    fc.assert(
      fc.property(faults, traffic, fc.integer(), (list, pieces, seed) => {
        const schedule = scheduleOf(list, seed);
        let time = 0;
        let last = 0;
        for (const [gap, bytes] of pieces) {
          time += gap;
          const due = schedule.due(time, bytes);
          const sum = list.reduce((total, fault) => total + least(fault, bytes), 0);
          expect(due).toBeGreaterThanOrEqual(time + sum - 1e-6);
          expect(due).toBeGreaterThanOrEqual(last);
          last = due;
        }
      }),
    );
  });

  test('latency counts from arrival, not from the piece in front', () => {
    const schedule = scheduleOf([{ kind: 'latency', ms: 100 }]);
    expect([0, 1, 2].map((arrived) => schedule.due(arrived, 10))).toEqual([100, 101, 102]);
  });

  test('a line carries no more than its rate over any number of pieces', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), traffic, (bytesPerSecond, pieces) => {
        const schedule = scheduleOf([{ kind: 'bandwidth', bytesPerSecond }]);
        const total = pieces.reduce((sum, [, bytes]) => sum + bytes, 0);
        const last = pieces.map(([, bytes]) => schedule.due(0, bytes)).at(-1) ?? 0;
        expect(last).toBeCloseTo((total * 1000) / bytesPerSecond, 3);
      }),
    );
  });

  test('jitter stays within its bounds and uses them', () => {
    const schedule = scheduleOf([{ kind: 'latency', ms: 100, jitterMs: 50 }]);
    // Arrivals far apart, so that no piece waits for the one in front.
    const delays = Array.from({ length: 200 }, (_, i) => schedule.due(i * 1000, 1) - i * 1000);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...delays)).toBeLessThanOrEqual(150);
    expect(Math.min(...delays)).toBeLessThan(60);
    expect(Math.max(...delays)).toBeGreaterThan(140);
  });

  test('scheduled anew after a fault has gone, what waits is free of it and never in the past of its line', () => {
    const schedule = scheduleOf([{ kind: 'bandwidth', bytesPerSecond: 1000 }]);
    expect([schedule.due(0, 100), schedule.due(0, 100)]).toEqual([100, 200]);
    schedule.restart(150);
    expect(schedule.due(0, 100)).toBe(250);
  });

  test('a direction the fault leaves alone has no disturbance', () => {
    const fault: Fault = { kind: 'latency', ms: 5, toward: 'client' };
    expect(behaviourOf(fault, seededRandom(1)).disturb?.('service')).toBeUndefined();
    expect(behaviourOf(fault, seededRandom(1)).disturb?.('client')).toBeDefined();
  });
});
