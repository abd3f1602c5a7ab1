import { defineStep } from '../../../../kit.ts';
import { atHome } from './at-home.ts';
import { move } from './move.ts';
import { placement } from './placement.ts';
import { regionOutage } from './region-outage.ts';
import { residency } from './residency.ts';
import { stageRegions } from './stage.ts';

export const pinRegions = defineStep({
  id: 'pin-regions',
  title: 'Pin regions',
  hints: [
    'An id does not say where its viewer lives, and asking around shows the id and the data to everybody. Who may know where a viewer lives without knowing who it is?',
    'A small directory (id and region, nothing personal) outside of the shards answers that with one look. Within a region, the routing of the first steps still decides.',
    'Moving one viewer is a copy, a switch and a delete. Ask for every moment in between: where does a write go now, and where would a reader look? A lock on the row of the viewer at its old place keeps writers out until the switch is made.',
  ],
  stage: stageRegions,
  checks: [placement, residency, atHome, regionOutage, move],
});
