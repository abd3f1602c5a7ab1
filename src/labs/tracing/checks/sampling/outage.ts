import { type Arena, defineCheck, type Evidence, fail, type Judgement, now, pass } from '../../../../kit.ts';
import { type Click, click, inLanes, inventBasket, times } from '../../click.ts';
import { inventContext } from '../../context.ts';
import { notPlaced, percentile95 } from '../../judging.ts';
import { type Rig, settled } from '../../rig.ts';
import { hasServed } from '../../spans.ts';

export interface OutageSeen {
  readonly before: readonly Click[];
  /** While the receiver hung. */
  readonly during: readonly Click[];
  /** Whether a trace begun afterwards arrived within ten seconds. */
  readonly healed: boolean;
  readonly after: Click;
}

const REQUESTS = 60;
const FACTOR = 3;
/** Below this nobody notices, and small numbers vary by factors. */
const FLOOR_MS = 250;
const PATIENCE_MS = 3000;
const HANG_MS = 1500;
const did = 'let the collector hang (it takes exports and never answers), sent 60 checkouts, and healed it';

async function observe(arena: Arena, rig: Rig): Promise<OutageSeen> {
  const visit = () => {
    const visitors = times(REQUESTS, () => ({ basket: inventBasket(arena.random), sent: inventContext(arena.random) }));
    let slow = 0;
    return inLanes(visitors, 6, async ({ basket, sent }) => {
      // Enough is known when a few have not been answered.
      if (slow > 6) return undefined;
      const clicked = await click(rig.client, basket, { sent, timeoutMs: PATIENCE_MS });
      if (clicked.status === undefined) slow++;
      return clicked;
    });
  };
  const before = await visit();
  arena.note('the collector hangs');
  rig.otlp.become('hang');
  const until = now() + HANG_MS;
  const during = await visit();
  // Long enough for an exporter to meet a limit of its own.
  while (now() < until) {
    const basket = inventBasket(arena.random);
    during.push(await click(rig.client, basket, { sent: inventContext(arena.random), timeoutMs: PATIENCE_MS }));
  }
  rig.otlp.heal();
  arena.note('the collector is back');
  const sent = inventContext(arena.random);
  const after = await click(rig.client, inventBasket(arena.random), { sent });
  const healed = await settled(arena, () => hasServed(rig.otlp.trace(sent.traceId), ['gateway', 'orders']));
  return { before: before.flatMap((one) => one ?? []), during: during.flatMap((one) => one ?? []), healed, after };
}

/** Pure. */
export function judgeOutage({ before, during, healed, after }: OutageSeen): Judgement {
  const p95 = (clicks: readonly Click[]) => percentile95(clicks.map(({ ms }) => ms));
  const [usual, hung] = [p95(before), p95(during)];
  const bound = Math.max(FACTOR * usual, FLOOR_MS);
  const bars: Evidence = {
    kind: 'bars',
    title: '95th percentile of the checkout, in ms',
    bars: [
      { label: 'before', value: Math.round(usual) },
      { label: 'collector hangs', value: Math.round(hung) },
    ],
    band: [0, Math.round(bound)],
  };
  const bad = notPlaced('sent 60 checkouts', before);
  if (bad) return bad;
  if (hung > bound)
    return fail(
      {
        did,
        expected: `a 95th percentile of at most ${Math.round(bound)} ms, ${FACTOR} times the usual one or ${FLOOR_MS} ms`,
        observed: `it went from ${Math.round(usual)} to ${Math.round(hung)} ms while the collector hung: the checkout waits for its telemetry`,
        look: ['what happens between the end of a span and its export, and who waits for it'],
      },
      [bars],
    );
  const failed = notPlaced(did, during) ?? notPlaced(did, [after]);
  if (failed) return failed;
  if (!healed)
    return fail({
      did,
      expected: 'a trace begun after the healing to arrive within ten seconds',
      observed: 'it did not: export has ended for good',
      look: ['what the exporter does after a failure or a time limit of its own'],
    });
  return pass({ checkouts: before.length + during.length }, [bars]);
}

export const outage = defineCheck<Rig, OutageSeen>({
  id: '5c',
  title: 'A hanging collector costs the customers nothing',
  limitMs: 60_000,
  minimum: { checkouts: 2 * REQUESTS },
  observe,
  judge: judgeOutage,
});
