import type { Socket } from 'node:net';
import { now } from '../host/clock.ts';
import type { ActiveFault } from './active.ts';
import type { Disturbance } from './faults/behaviour.ts';
import type { Link } from './link.ts';
import { Schedule } from './schedule.ts';
import type { Direction } from './types.ts';

/** Bytes a lane keeps, in its queue or in the sink's buffer, before it stops reading: about one window of a long fast line. */
const HIGH_WATER = 1024 * 1024;
/** As much as the sink may buffer before the source has to wait. */
const SINK_HIGH_WATER = 256 * 1024;

/** A close travels in line with the data: it is delayed like data and never overtakes it. */
type Payload = Buffer | 'end' | 'reset';

interface Item {
  readonly payload: Payload;
  readonly arrived: number;
  due: number;
}

const sizeOf = (payload: Payload) => (typeof payload === 'string' ? 0 : payload.length);

/** One direction of one connection: what arrives is delivered in order, when the faults allow it. */
export class Lane {
  readonly direction: Direction;
  readonly #link: Link;
  readonly #source: Socket;
  readonly #sink: Socket;
  readonly #passed: (bytes: number) => void;
  readonly #schedule = new Schedule();
  readonly #disturbances = new Map<ActiveFault, Disturbance | undefined>();
  #silencers: readonly ActiveFault[] = [];
  #delayers: readonly ActiveFault[] = [];
  #queue: Item[] = [];
  #queued = 0;
  #timer: NodeJS.Timeout | undefined;
  #sinkFull = false;
  #stalled = false;
  /** The source has closed: nothing more may come. */
  #finished = false;
  #dead = false;

  constructor(link: Link, direction: Direction, source: Socket, sink: Socket, passed: (bytes: number) => void) {
    this.direction = direction;
    this.#link = link;
    this.#source = source;
    this.#sink = sink;
    this.#passed = passed;
    sink.on('drain', () => {
      this.#sinkFull = false;
      this.#drain();
    });
  }

  /** Takes bytes that have arrived now. */
  push(chunk: Buffer): void {
    if (this.#dead || this.#finished) return;
    if (this.#silencers.length > 0) this.#swallow(chunk.length);
    else if (this.#queue.length === 0 && !this.#schedule.delays) this.#write(chunk);
    else this.#enqueue(chunk);
  }

  /** Takes the close of the source: `end` is a FIN, `reset` a RST. */
  finish(how: 'end' | 'reset'): void {
    if (this.#dead || (this.#finished && how === 'end')) return;
    this.#finished = true;
    if (this.#silencers.length > 0) this.#swallow(0);
    else if (this.#queue.length === 0 && !this.#schedule.delays) this.#close(how);
    else this.#add(how, now());
  }

  /** The sink is gone: forgets what waits and reads on into nothing, so that the source can finish. */
  kill(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#queue = [];
    this.#queued = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#regulate();
  }

  /** Stops or goes on reading the source on somebody else's wish (a tap that keeps bytes back). */
  stall(stalled: boolean): void {
    this.#stalled = stalled;
    this.#regulate();
  }

  /** The faults in force from now on, in the order of their injection. What waits is scheduled anew when one has gone. */
  faults(active: readonly ActiveFault[]): void {
    if (this.#dead) return;
    const removed = [...this.#disturbances.keys()].filter((fault) => !active.includes(fault));
    for (const fault of removed) this.#disturbances.delete(fault);
    for (const fault of active) {
      if (!this.#disturbances.has(fault)) this.#disturbances.set(fault, fault.behaviour.disturb?.(this.direction));
    }
    this.#delayers = active.filter((fault) => this.#disturbances.get(fault) !== undefined);
    this.#silencers = active.filter((fault) => fault.behaviour.silences);
    this.#schedule.disturbances = [...this.#disturbances.values()].filter((one) => one !== undefined);
    if (this.#silencers.length > 0) this.#swallowQueue();
    else if (removed.length > 0 && this.#queue.length > 0) this.#scheduleAnew();
  }

  #enqueue(chunk: Buffer): void {
    for (const fault of this.#delayers) fault.touch(this.#link, chunk.length);
    const arrived = now();
    const piece = Math.min(this.#schedule.pieceBytes, chunk.length);
    for (let at = 0; at < chunk.length; at += piece) this.#add(chunk.subarray(at, at + piece), arrived);
    this.#regulate();
  }

  #add(payload: Payload, arrived: number): void {
    this.#queue.push({ payload, arrived, due: this.#schedule.due(arrived, sizeOf(payload)) });
    this.#queued += sizeOf(payload);
    if (this.#queue.length === 1) this.#drain();
  }

  #scheduleAnew(): void {
    this.#schedule.restart(now());
    for (const item of this.#queue) item.due = this.#schedule.due(item.arrived, sizeOf(item.payload));
    this.#drain();
  }

  /** Delivers all that is due. Timers may fire up to a millisecond early, so the clock decides, not the timer. */
  #drain(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let delivered = 0;
    const time = now();
    for (const item of this.#queue) {
      if (this.#sinkFull || this.#dead || item.due > time) break;
      delivered += 1;
      this.#queued -= sizeOf(item.payload);
      if (typeof item.payload === 'string') this.#close(item.payload);
      else this.#write(item.payload);
    }
    if (this.#dead) return;
    if (delivered > 0) this.#queue.splice(0, delivered);
    const head = this.#queue[0];
    if (head && !this.#sinkFull) this.#timer = setTimeout(() => this.#drain(), Math.max(1, head.due - now()));
    this.#regulate();
  }

  #write(chunk: Buffer): void {
    this.#passed(chunk.length);
    this.#sink.write(chunk);
    // The result of write() is false for any chunk over 16 KiB, even when the kernel took all of it at once.
    if (this.#sink.writableLength > SINK_HIGH_WATER) {
      this.#sinkFull = true;
      this.#regulate();
    }
  }

  #close(how: 'end' | 'reset'): void {
    if (how === 'end') this.#sink.end();
    else this.#link.reset();
  }

  #swallow(bytes: number): void {
    this.#link.swallowed = true;
    for (const fault of this.#silencers) fault.touch(this.#link, bytes);
  }

  #swallowQueue(): void {
    for (const item of this.#queue) this.#swallow(sizeOf(item.payload));
    this.#queue = [];
    this.#queued = 0;
    clearTimeout(this.#timer);
    this.#regulate();
  }

  #regulate(): void {
    const wait = !this.#dead && (this.#stalled || this.#sinkFull || this.#queued > HIGH_WATER);
    if (wait) this.#source.pause();
    else if (this.#source.isPaused()) this.#source.resume();
  }
}
