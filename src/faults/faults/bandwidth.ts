import type { Direction, Fault } from '../types.ts';
import type { Behaviour, Disturbance } from './behaviour.ts';

type Bandwidth = Extract<Fault, { kind: 'bandwidth' }>;

/** How long the line is busy with one piece at most; a longer one would arrive as a lump after a silence. */
const PIECE_MS = 20;

/** A line of its own for each connection and direction, which carries so many bytes per second. */
export function bandwidth(fault: Bandwidth): Behaviour {
  const line = (): Disturbance => {
    let free = Number.NEGATIVE_INFINITY;
    return {
      pieceBytes: Math.max(1, Math.floor((fault.bytesPerSecond * PIECE_MS) / 1000)),
      delay(due, bytes) {
        free = Math.max(due, free) + (bytes * 1000) / fault.bytesPerSecond;
        return free;
      },
      restart(now) {
        free = now;
      },
    };
  };
  return {
    disturb: (direction: Direction) => ((fault.toward ?? direction) === direction ? line() : undefined),
  };
}
