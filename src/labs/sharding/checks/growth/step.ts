import { defineStep } from '../../../../kit.ts';
import { conflict } from './conflict.ts';
import { known } from './known.ts';
import { minimal } from './minimal.ts';
import { stageGrowth } from './stage.ts';
import { untouched } from './untouched.ts';

export const addAShard = defineStep({
  id: 'add-a-shard',
  title: 'Add a shard, move little',
  hints: [
    'With one more shard, a fifth of the viewers has to move, and all of them to the same place. Does your routing function agree?',
    'Consistent hashing, rendezvous, jump hash or a table of many slots all have this property; a remainder by the number of shards has the opposite one. The old shards can be asked by SQL who has to leave.',
    'Keep the topology in the catalogue with a version that grows. The move reads who leaves, copies, switches, deletes; the other instance asks for the version now and then, or when it does not find somebody.',
  ],
  stage: stageGrowth,
  checks: [minimal, untouched, known, conflict],
});
