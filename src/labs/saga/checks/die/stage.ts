import type { Arena } from '../../../../kit.ts';
import { together } from '../../model/parallel.ts';
import { Rig } from '../../model/rig.ts';
import { type CrashSeen, runCrash } from './crash-run.ts';
import { type KeySeen, runKey } from './key.ts';

export interface DieStage {
  readonly crash: Promise<CrashSeen>;
  readonly key: Promise<KeySeen>;
}

/** Shorter than usual: whoever waits for the lease of the dead waits for it twice here. */
const LEASE_MS = 1500;

export async function stageDie(arena: Arena): Promise<DieStage> {
  const settings = { leaseMs: LEASE_MS };
  const [crash, key] = await Promise.all([
    Rig.open(arena, { name: 'die', settings }),
    Rig.open(arena, { name: 'key', settings }),
  ]);
  arena.note('killing the program at ten boundaries, twice, and at a commit it has not heard of');
  return together(arena, { crash: (bound) => runCrash(bound, crash), key: (bound) => runKey(bound, key) });
}
