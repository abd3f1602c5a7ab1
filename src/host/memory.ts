import { freemem, totalmem } from 'node:os';
import type { Host } from './host.ts';

export interface Memory {
  readonly totalMb: number;
  /** Undefined where the system does not say how much programs could still get. */
  readonly availableMb?: number;
}

/** The memory of this machine, or of the container we are in. */
export function machineMemory({ platform }: Pick<Host, 'platform'>): Memory {
  const limit = process.constrainedMemory();
  // Without a limit it is 0, or beyond all there is.
  const total = limit > 0 && limit < totalmem() ? limit : totalmem();
  const totalMb = Math.round(total / 2 ** 20);
  // On macOS it counts untouched pages alone, a small part of what can be had.
  return platform === 'linux'
    ? { totalMb, availableMb: Math.min(totalMb, Math.round(freemem() / 2 ** 20)) }
    : { totalMb };
}
