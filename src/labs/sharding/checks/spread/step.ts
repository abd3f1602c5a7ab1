import { defineStep } from '../../../../kit.ts';
import { balance } from './balance.ts';
import { fresh } from './fresh.ts';
import { stageSpread } from './stage.ts';
import { wire } from './wire.ts';

export const spreadEvenly = defineStep({
  id: 'spread-evenly',
  title: 'Spread evenly, touch one shard',
  hints: [
    'Ids are not random numbers: they count up, share a prefix or end alike. What must a routing function do with ids that differ in one character only?',
    'A hash ring needs many points per shard (a hundred or more) and a hash whose output changes everywhere when one input bit changes. Fixed slot tables, jump hash and rendezvous hashing have no such knob.',
    'For the wire: work out the shard first, then ask that one only. If several are asked, the handler does not know where the viewer lives, or asks "to be sure".',
  ],
  stage: stageSpread,
  checks: [balance, wire, fresh],
});
