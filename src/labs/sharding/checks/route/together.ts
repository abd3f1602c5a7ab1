import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { bodyOf, type Call, statusOf } from '../../model/api.ts';
import { batch } from '../../model/batch.ts';
import { answer, request, some } from '../../model/say.ts';
import { importOneByOne, isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import { homesOf, readTruth, type Truth } from '../../model/truth.ts';
import { byId, randomIds, range, viewer, type WatchEvent } from '../../model/viewers.ts';
import type { RouteStage } from './stage.ts';

interface Posted {
  readonly viewer: string;
  readonly event: WatchEvent;
  readonly first: Call;
  readonly again?: Call;
}

export interface TogetherSeen {
  readonly seeding: Seeding;
  readonly posted: readonly Posted[];
  readonly truth: Pick<Truth, 'viewers' | 'events'>;
}

const VIEWERS = 40;

export const together = defineCheck<RouteStage, TogetherSeen>({
  id: '1b',
  title: "A viewer's events are on the viewer's shard, each counted once",
  minimum: { 'events sent': 3 * VIEWERS, 'events sent twice': 3 * VIEWERS },
  async observe(arena, { cluster, a, b }) {
    const ids = randomIds(arena.random, VIEWERS).map((id) => `${id}.w`);
    const seeding = await importOneByOne(
      a.api,
      ids.map((id) => viewer(id)),
      arena.signal,
    );
    if (!isSeeded(seeding)) return { seeding, posted: [], truth: { viewers: [], events: [] } };
    const events = ids.flatMap((id) =>
      range(3).map((n) => ({
        viewer: id,
        event: { eventId: `e-${n}`, videoId: `v-${n}`, seconds: arena.random.int(1, 600) },
      })),
    );
    arena.note(`posting 3 events for each of ${VIEWERS} viewers, each of them twice`);
    const again = new Map<(typeof events)[number], Call>();
    const sent = await batch(
      events,
      async (one) => {
        const first = await a.api.event(one.viewer, one.event);
        if (first.reply.outcome === 'reply') again.set(one, await b.api.event(one.viewer, one.event));
        return first;
      },
      { signal: arena.signal },
    );
    const posted = sent.map(({ item, call }) => {
      const second = again.get(item);
      return { ...item, first: call, ...(second ? { again: second } : {}) };
    });
    const truth = await readTruth(arena, cluster);
    const mine = new Set(ids);
    return {
      seeding,
      posted,
      truth: {
        viewers: truth.viewers.filter(({ id }) => mine.has(id)),
        events: truth.events.filter((e) => mine.has(e.viewer)),
      },
    };
  },
  judge(seen): Judgement {
    const failure = seedFailure(seen.seeding) ?? replied(seen) ?? stored(seen) ?? counted(seen);
    if (failure) return fail(failure);
    return pass({
      'events sent': seen.posted.length,
      'events sent twice': seen.posted.filter(({ again }) => again).length,
    });
  },
});

function replied({ posted }: TogetherSeen): Failure | undefined {
  const look = [
    'The handler of POST /users/{id}/events: an eventId that is known already has no effect and answers 200.',
  ] as const;
  for (const { event, first, again } of posted) {
    if (statusOf(first) !== 201 || !Number.isInteger(bodyOf(first).watchSeconds))
      return {
        did: `${request(first)} with the new event ${event.eventId} (${event.seconds} s).`,
        expected: '201 {"userId","watchSeconds"}.',
        observed: answer(first),
        look,
      };
    if (again && statusOf(again) !== 200)
      return {
        did: `${request(again)} with the event ${event.eventId} for the second time (first reply: 201).`,
        expected: '200, because the event is known.',
        observed: answer(again),
        look,
      };
  }
  return undefined;
}

function stored({ posted, truth }: TogetherSeen): Failure | undefined {
  const homes = homesOf(truth);
  const did = `Posted ${some(posted.length, 'event')}, each twice, then read the tables users and events on every shard.`;
  for (const id of [...new Set(posted.map((one) => one.viewer))].sort(byId)) {
    const home = homes.get(id) ?? 'no shard';
    const mine = truth.events.filter((row) => row.viewer === id);
    const away = mine.filter(({ shard }) => shard !== home);
    const expected = `every event of ${id} once, on the shard of ${id}.`;
    if (away.length > 0)
      return {
        did,
        expected,
        observed: `viewer ${id} lives on ${home}, ${away.length} of its events on ${away[0]?.shard}: a viewer's page would need two servers.`,
        look: ['What decides where an event goes: the same key as for its viewer keeps them together.'],
      };
    const sent = posted.filter((one) => one.viewer === id).length;
    if (mine.length !== sent)
      return {
        did,
        expected,
        observed: `${sent} events of ${id} were acknowledged, ${home} holds ${mine.length}.`,
        look: ['The insert of an event: committed before the 201, and the same eventId only once.'],
      };
  }
  return undefined;
}

function counted({ truth }: TogetherSeen): Failure | undefined {
  for (const row of [...truth.viewers].sort((x, y) => byId(x.id, y.id))) {
    const sum = truth.events
      .filter(({ viewer: id }) => id === row.id)
      .reduce((total, { seconds }) => total + seconds, 0);
    if (row.watchSeconds !== sum)
      return {
        did: 'Posted every event twice, then compared the counter of each viewer with its events, by SQL.',
        expected: `users.watch_seconds of ${row.id} = ${sum}, the sum of its events.`,
        observed: `${row.watchSeconds} on ${row.shard}.`,
        look: ['The event row and the counter belong in one transaction, and a known event must not count again.'],
      };
  }
  return undefined;
}
