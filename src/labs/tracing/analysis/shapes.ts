import type { Random } from '../../../kit.ts';
import { Draft } from './draft.ts';

/** A kind of trace, and what must be found in it. */
export interface Shape {
  readonly what: string;
  readonly reason: 'slow_span' | 'sequential_calls' | 'queue_wait' | 'retries';
  draw(random: Random): Draft;
}

interface Frame {
  readonly draft: Draft;
  /** The SERVER span of orders. */
  readonly orders: string;
  /** Where in it the work may begin. */
  readonly at: number;
}

/** gateway SERVER → CLIENT → orders SERVER, in which there is `length` ms of room. */
function frame(random: Random, length: number): Frame {
  const draft = new Draft(random);
  const [a, b, c] = [random.int(3, 9), random.int(3, 9), random.int(3, 9)];
  const root = draft.add('', {
    name: draft.name(),
    kind: 'server',
    service: 'gateway',
    from: 0,
    to: 2 * (a + b) + length + c,
  });
  const call = draft.add(root, {
    name: draft.name(),
    kind: 'client',
    service: 'gateway',
    from: a,
    to: a + 2 * b + length,
  });
  const orders = draft.add(call, { name: draft.name(), kind: 'server', from: a + b, to: a + b + length });
  return { draft, orders, at: a + b };
}

/** Short calls of different names, one after the other; returns where they end. */
function smallCalls({ draft, orders }: Frame, random: Random, at: number, count: number): number {
  let now = at;
  for (let i = 0; i < count; i++) {
    const ms = random.int(8, 25);
    draft.add(orders, { name: draft.name(), kind: 'client', from: now, to: now + ms });
    now += ms + random.int(1, 4);
  }
  return now;
}

const slowCall: Shape = {
  what: 'one call takes long',
  reason: 'slow_span',
  draw(random) {
    const ms = random.int(250, 700);
    const one = frame(random, ms + 160);
    const at = smallCalls(one, random, one.at + 3, 2);
    one.draft.add(one.orders, { name: one.draft.name(), kind: 'client', from: at, to: at + ms });
    smallCalls(one, random, at + ms + 2, 2);
    return one.draft;
  },
};

const ownWork: Shape = {
  what: 'a service works long itself',
  reason: 'slow_span',
  draw(random) {
    const ms = random.int(250, 600);
    const one = frame(random, ms + 130);
    const at = smallCalls(one, random, one.at + 3, 2);
    smallCalls(one, random, at + ms, 2);
    return one.draft;
  },
};

const network: Shape = {
  what: 'the time is lost between caller and callee',
  reason: 'slow_span',
  draw(random) {
    const draft = new Draft(random);
    const [lost, work] = [random.int(250, 600), random.int(60, 120)];
    const root = draft.add('', {
      name: draft.name(),
      kind: 'server',
      service: 'gateway',
      from: 0,
      to: lost + work + 20,
    });
    const call = draft.add(root, {
      name: draft.name(),
      kind: 'client',
      service: 'gateway',
      from: 8,
      to: lost + work + 12,
    });
    const there = Math.round(lost * 0.3);
    const orders = draft.add(call, { name: draft.name(), kind: 'server', from: there, to: there + work });
    draft.add(orders, { name: draft.name(), kind: 'client', from: there + 5, to: there + work - 5 });
    return draft;
  },
};

const hidden: Shape = {
  what: 'a long call runs beside one that ends later',
  reason: 'slow_span',
  draw(random) {
    const [long, late] = [random.int(380, 520), random.int(40, 70)];
    const one = frame(random, long + late + 40);
    const at = one.at + 4;
    one.draft.add(one.orders, { name: one.draft.name(), kind: 'client', from: at, to: at + long });
    // Shorter than the other, and the last to end.
    const begin = at + random.int(80, 110);
    one.draft.add(one.orders, { name: one.draft.name(), kind: 'client', from: begin, to: at + long + late });
    return one.draft;
  },
};

/** Equally named calls, each beginning `gap` ms after the end of the one before; returns where they end. */
function calls(
  one: Frame,
  name: string,
  from: number,
  lengths: readonly number[],
  gap: () => number,
  failed = -1,
): number {
  let now = from;
  for (const [index, ms] of lengths.entries()) {
    one.draft.add(one.orders, { name, kind: 'client', from: now, to: now + ms, failed: index < failed });
    now += ms + gap();
  }
  return now;
}

const many = (random: Random, count: number, low: number, high: number) =>
  Array.from({ length: count }, () => random.int(low, high));
const total = (lengths: readonly number[]) => lengths.reduce((sum, ms) => sum + ms, 0);

const oneByOne: Shape = {
  what: 'many equal calls, one after the other',
  reason: 'sequential_calls',
  draw(random) {
    const lengths = many(random, random.int(6, 10), 40, 60);
    const one = frame(random, total(lengths) + 130);
    const at = smallCalls(one, random, one.at + 3, 1);
    // Longer than any of them, and shorter than all together.
    one.draft.add(one.orders, { name: one.draft.name(), kind: 'client', from: at, to: at + 75 });
    calls(one, one.draft.name(), at + 77, lengths, () => random.int(0, 3));
    return one.draft;
  },
};

const skewedCalls: Shape = {
  what: 'equal calls whose clocks overlap by 5 ms, beside a long one',
  reason: 'sequential_calls',
  draw(random) {
    const lengths = many(random, random.int(6, 8), 55, 75);
    const one = frame(random, total(lengths) + 40);
    const at = one.at + 4;
    const end = calls(one, one.draft.name(), at + 12, lengths, () => random.pick([-5, -4, 2]));
    // Ends in the middle of the last of them.
    one.draft.add(one.orders, { name: one.draft.name(), kind: 'client', from: at, to: end - 30 });
    return one.draft;
  },
};

const retried: Shape = {
  what: 'a call fails and is made again',
  reason: 'retries',
  draw(random) {
    const lengths = many(random, random.int(3, 4), 100, 140);
    const one = frame(random, total(lengths) + 260);
    const at = smallCalls(one, random, one.at + 3, 1);
    const slow = random.int(150, 180);
    one.draft.add(one.orders, { name: one.draft.name(), kind: 'client', from: at, to: at + slow });
    calls(one, one.draft.name(), at + slow + 2, lengths, () => random.int(4, 12), lengths.length - 1);
    return one.draft;
  },
};

const retriedOnce: Shape = {
  what: 'a call fails once and is made again, with clocks 5 ms apart',
  reason: 'retries',
  draw(random) {
    const lengths = many(random, 2, 190, 240);
    const one = frame(random, total(lengths) + 100);
    const at = smallCalls(one, random, one.at + 3, 2);
    calls(one, one.draft.name(), at, lengths, () => -5, 1);
    return one.draft;
  },
};

interface Queue {
  readonly wait: number;
  readonly work: number;
}

/** A frame that sends a message near its end, and a worker that takes it; `audit` is work that nobody waits for. */
function queued(random: Random, { wait, work }: Queue): Draft {
  const one = frame(random, 120);
  const { draft } = one;
  const at = smallCalls(one, random, one.at + 3, 2);
  const sender = draft.add(one.orders, { name: 'send jobs', kind: 'producer', from: at, to: at + 6 });
  draft.add(one.orders, { name: draft.name(), from: at - 8, to: at + 6 + Math.round(wait * 0.9) });
  const taken = at + 6 + wait;
  const process = { name: 'process jobs', kind: 'consumer', service: 'worker' } as const;
  const consumer = draft.add(sender, { ...process, from: taken, to: taken + work + 12 });
  draft.add(consumer, { name: draft.name(), kind: 'client', service: 'worker', from: taken + 5, to: taken + 5 + work });
  return draft;
}

const queueWait: Shape = {
  what: 'a message waits for its worker',
  reason: 'queue_wait',
  draw: (random) => queued(random, { wait: random.int(300, 600), work: random.int(60, 110) }),
};

const slowWorker: Shape = {
  what: 'the worker takes long after the answer has gone',
  reason: 'slow_span',
  draw: (random) => queued(random, { wait: random.int(130, 160), work: random.int(350, 600) }),
};

const outliving: Shape = {
  what: 'a child outlives its parent, which did not wait for it',
  reason: 'slow_span',
  draw(random) {
    const [slow, short] = [random.int(260, 330), random.int(150, 190)];
    const one = frame(random, slow + short + 30);
    const { draft } = one;
    const at = one.at + 4;
    const step = draft.add(one.orders, { name: draft.name(), from: at, to: at + short });
    draft.add(step, { name: draft.name(), kind: 'client', from: at + 5, to: at + short - 60 });
    // Begins near the end of its parent and goes on long after everything.
    draft.add(step, { name: draft.name(), from: at + short - 30, to: at + short + 3 * slow });
    draft.add(one.orders, { name: draft.name(), kind: 'client', from: at + short + 3, to: at + short + 3 + slow });
    return draft;
  },
};

const skewedCallee: Shape = {
  what: 'the clock of the callee is 5 ms behind',
  reason: 'slow_span',
  draw(random) {
    const ms = random.int(260, 520);
    const one = frame(random, ms + 120);
    const { draft } = one;
    const at = smallCalls(one, random, one.at + 3, 2);
    const call = draft.add(one.orders, { name: draft.name(), kind: 'client', from: at, to: at + ms + 20 });
    // Seems to begin before it was called.
    const remote = { name: draft.name(), kind: 'server', service: 'inventory' } as const;
    const callee = draft.add(call, { ...remote, from: at - 5, to: at + ms + 5 });
    draft.add(callee, { name: draft.name(), service: 'inventory', from: at + 1, to: at + ms - 2 });
    return draft;
  },
};

export const SHAPES: readonly Shape[] = [
  ...[slowCall, ownWork, network, hidden, oneByOne, skewedCalls],
  ...[retried, retriedOnce, queueWait, slowWorker, outliving, skewedCallee],
];
