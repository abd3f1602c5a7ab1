import { defineCheck, type Failure, fail, type Judgement, pass } from '../../../../kit.ts';
import { type Call, succeeded } from '../../model/api.ts';
import { answer, clip, list, request, some } from '../../model/say.ts';
import { isSeeded, type Seeding, seedFailure } from '../../model/seeding.ts';
import { homesOf, readTruth } from '../../model/truth.ts';
import { oneAtATime, type WireCall } from '../../model/wire.ts';
import { EU, type RegionsStage, US } from './stage.ts';

interface Leak {
  readonly server: string;
  readonly frames: number;
  readonly statements: readonly string[];
}

export interface ResidencySeen {
  readonly seeding: Seeding;
  /** Requests for eu viewers, one at a time. */
  readonly calls: readonly WireCall[];
  readonly top: Call | undefined;
  readonly leaks: readonly Leak[];
}

const READS = 30;
const WRITES = 20;

export const residency = defineCheck<RegionsStage, ResidencySeen>({
  id: '5b',
  title: 'Personal data of eu viewers never travels to another region',
  minimum: { 'eu viewers written': 300, 'requests for eu viewers': READS + 2 * WRITES, 'servers watched': 3 },
  async observe(arena, { cluster, api, seeding, eu, leaks }) {
    const found = () =>
      leaks.map(({ server, marker }) => ({ server, frames: marker.frames, statements: marker.statements }));
    if (!isSeeded(seeding)) return { seeding, calls: [], top: undefined, leaks: found() };
    arena.note('reading and writing eu viewers, watching what goes to us shards and to the catalogue');
    const homes = homesOf(await readTruth(arena, cluster, EU));
    const homeOf = ({ id }: { id: string }) => homes.get(id) ?? 'no shard';
    const event = { eventId: 'e-1', videoId: 'v-1', seconds: 10 };
    const few = eu.slice(READS, READS + WRITES);
    const calls = [
      ...(await oneAtATime(cluster, eu.slice(0, READS), homeOf, ({ id }) => api.get(id))),
      ...(await oneAtATime(cluster, few, homeOf, ({ id }) => api.event(id, event))),
      ...(await oneAtATime(cluster, few, homeOf, (one) => api.put(one))),
    ];
    const top = await api.top(20);
    const seen = found();
    // Viewers that are moved later on come from the us, so their data is there already.
    for (const { marker } of leaks) marker.stop();
    return { seeding, calls, top, leaks: seen };
  },
  judge(seen): Judgement {
    const failure = seedFailure(seen.seeding) ?? leaked(seen) ?? answered(seen) ?? asked(seen);
    if (failure) return fail(failure);
    return pass({
      'eu viewers written': isSeeded(seen.seeding) ? 300 : 0,
      'requests for eu viewers': seen.calls.length,
      'servers watched': seen.leaks.length,
    });
  },
});

const LOOK = [
  'How a viewer is found: trying one shard after the other shows the data to all of them. Something small has to know the region of an id before anything is sent.',
] as const;

function leaked({ leaks }: ResidencySeen): Failure | undefined {
  const leak = leaks.find(({ frames }) => frames > 0);
  if (!leak) return undefined;
  const region = leak.server === 'catalog' ? 'no region' : 'us';
  return {
    did: 'Wrote 300 eu viewers by PUT and in bulk, read them, asked for /top, and looked for their names and e-mails in everything sent to s0, s1 and the catalogue.',
    expected: '0 messages with a name or e-mail of an eu viewer.',
    observed: `${leak.server} (${region}) received the e-mail or name of eu viewers in ${some(leak.frames, 'message')}, the first: ${clip(leak.statements[0] ?? '', 140)}.`,
    look: [leak.server === 'catalog' ? 'What the catalogue stores: it needs ids, not names or e-mails.' : LOOK[0]],
  };
}

function answered({ calls, top }: ResidencySeen): Failure | undefined {
  const bad = [...calls.map(({ call }) => call), ...(top ? [top] : [])].find((call) => !succeeded(call));
  if (!bad) return undefined;
  return {
    did: `${request(bad)}, one at a time.`,
    expected: 'a 2xx reply.',
    observed: `${answer(bad)}.`,
    look: ['How viewers of the second region are found.'],
  };
}

function asked({ calls }: ResidencySeen): Failure | undefined {
  for (const { call, home, asked } of calls) {
    const us = US.filter((shard) => (asked[shard]?.length ?? 0) > 0);
    const [first] = us;
    if (!first) continue;
    return {
      did: `${request(call)}: an eu viewer that lives on ${home}; one request at a time, counting statements on every server.`,
      expected: 'no statement on s0 and s1 (us).',
      observed: `${list(us)} (us) was asked “${clip(asked[first]?.[0] ?? '', 120)}”: trying every shard is an export of personal data.`,
      look: LOOK,
    };
  }
  return undefined;
}
