import type { Random } from '../../host/random.ts';
import type { Link } from '../link.ts';
import type { Direction, Fault } from '../types.ts';
import { bandwidth } from './bandwidth.ts';
import { blackhole } from './blackhole.ts';
import { latency } from './latency.ts';
import { refuse } from './refuse.ts';
import { reset } from './reset.ts';

/** What one fault does to the timing of one direction of one connection. Pure: time comes in as an argument. */
export interface Disturbance {
  /** When a piece of `bytes` that could be delivered at `due` may be delivered; never before `due`. */
  delay(due: number, bytes: number): number;
  /** All pieces not yet delivered are about to be scheduled anew, none of them before `now`. */
  restart?(now: number): void;
  /** Pieces longer than this are cut before they are scheduled. */
  readonly pieceBytes?: number;
}

/** What a fault is made of. A fault has only the parts it needs; everything else of the proxy ignores it. */
export interface Behaviour {
  /** Called once per connection and direction; undefined when it leaves that direction alone. */
  disturb?(direction: Direction): Disturbance | undefined;
  /** Nothing passes while it is active. */
  readonly silences?: true;
  /** The listener is closed while it is active. */
  readonly refuses?: true;
  /** New connections are reset while it is active. */
  readonly rejects?: true;
  /** Told about each live connection when the fault is injected. */
  begin?(link: Link): void;
}

/** The behaviour of a fault. `random` draws the jitter. */
export function behaviourOf(fault: Fault, random: Random): Behaviour {
  switch (fault.kind) {
    case 'latency':
      return latency(fault, random);
    case 'bandwidth':
      return bandwidth(fault);
    case 'reset':
      return reset;
    case 'refuse':
      return refuse;
    case 'blackhole':
      return blackhole;
  }
}
