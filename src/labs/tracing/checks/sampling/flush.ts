import { type Arena, defineCheck, fail, type Judgement, now, pass } from '../../../../kit.ts';
import { type Click, click, inventBasket, times } from '../../click.ts';
import { inventContext } from '../../context.ts';
import { notPlaced } from '../../judging.ts';
import { type Rig, settled, startRole } from '../../rig.ts';
import { serverSpan } from '../../spans.ts';

export interface FlushSeen {
  readonly clicks: readonly Click[];
  /** How long the gateway took to exit after SIGTERM. */
  readonly exitMs: number;
  /** Whether it had to be killed. */
  readonly killed: boolean;
  /** Of how many of the requests the gateway's SERVER span arrived. */
  readonly arrived: number;
}

const LIMIT_MS = 5000;
const did = 'started a gateway with OTEL_BSP_SCHEDULE_DELAY=60000, sent it three checkouts, and ended it with SIGTERM';

async function observe(arena: Arena, rig: Rig): Promise<FlushSeen> {
  const gateway = await startRole(arena, rig.addresses, 'gateway', 'b', { OTEL_BSP_SCHEDULE_DELAY: '60000' });
  const client = arena.http(gateway);
  const clicks: Click[] = [];
  for (const basket of times(3, () => inventBasket(arena.random)))
    clicks.push(await click(client, basket, { sent: inventContext(arena.random) }));
  arena.note('SIGTERM to the gateway');
  const started = now();
  const exit = await gateway.kill('SIGTERM', LIMIT_MS + 1000);
  const exitMs = now() - started;
  const arrived = () =>
    clicks.filter(({ sent }) => serverSpan(rig.otlp.trace(sent?.traceId ?? ''), 'gateway') !== undefined).length;
  // The process has ended: what it has sent is here, or about to be read.
  await settled(arena, () => arrived() === clicks.length, 1000);
  return { clicks, exitMs, killed: exit.signal === 'SIGKILL', arrived: arrived() };
}

/** Pure. */
export function judgeFlush({ clicks, exitMs, killed, arrived }: FlushSeen): Judgement {
  const bad = notPlaced(did, clicks);
  if (bad) return bad;
  if (killed || exitMs > LIMIT_MS)
    return fail({
      did,
      expected: 'it to exit within five seconds',
      observed: killed ? 'it was still running and had to be killed' : `it took ${(exitMs / 1000).toFixed(1)} s`,
      look: ['what the program waits for on SIGTERM'],
    });
  if (arrived < clicks.length)
    return fail({
      did,
      expected: `the SERVER spans of the gateway for all ${clicks.length} requests, exported before it exits`,
      observed: `it exited after ${(exitMs / 1000).toFixed(1)} s, and ${clicks.length - arrived} of its last ${clicks.length} spans died with it`,
      look: ['what happens on SIGTERM to spans that wait for the next export'],
    });
  return pass({ requests: clicks.length });
}

export const flush = defineCheck<Rig, FlushSeen>({
  id: '5d',
  title: 'The last spans leave before the process does',
  limitMs: 45_000,
  minimum: { requests: 3 },
  observe,
  judge: judgeFlush,
});
