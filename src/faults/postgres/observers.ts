import type { Marker, PgFrame } from '../types.ts';
import type { FrameHold, Held, Holder } from './hold.ts';
import { StatementLog } from './log.ts';
import type { AnswerHold, KeptAnswer } from './reply-hold.ts';

/** How many statements a marker keeps for the message to the learner. */
const MARKED_STATEMENTS = 5;

/** Everything that watches the connections of one proxy. */
export class Observers {
  readonly log = new StatementLog();
  readonly #holds = new Set<FrameHold>();
  readonly #answerHolds = new Set<AnswerHold>();
  readonly #listeners = new Set<(frame: PgFrame) => void>();
  /** They only look; nothing has to be sent on its own for them. */
  readonly #markers = new Set<(frame: PgFrame) => void>();

  /** Whether anybody wants to see frames; if not, none need be made. */
  get wantFrames(): boolean {
    return this.#holds.size > 0 || this.#answerHolds.size > 0 || this.#listeners.size > 0 || this.#markers.size > 0;
  }

  get wantForwarded(): boolean {
    return this.#listeners.size > 0;
  }

  addHold(hold: FrameHold): void {
    this.#holds.add(hold);
  }

  /** The first hold that wants the frame gets it. */
  hold(frame: PgFrame, holder: Holder): Held | undefined {
    for (const hold of this.#holds) {
      const held = hold.offer(frame, holder);
      if (hold.stopped) this.#holds.delete(hold);
      if (held) return held;
    }
    return undefined;
  }

  addAnswerHold(hold: AnswerHold): void {
    this.#answerHolds.add(hold);
  }

  /** The first hold that wants the answer to the frame gets it; `handOver` gives it to the client. */
  keepAnswer(frame: PgFrame, handOver: (bytes: Buffer) => void): KeptAnswer | undefined {
    for (const hold of this.#answerHolds) {
      const kept = hold.offer(frame, handOver);
      if (hold.stopped) this.#answerHolds.delete(hold);
      if (kept) return kept;
    }
    return undefined;
  }

  /** The frame passes: markers count it. */
  passing(frame: PgFrame): void {
    for (const marker of this.#markers) marker(frame);
  }

  /** The frame has passed: listeners may act on it. */
  forwarded(frame: PgFrame): void {
    for (const listener of [...this.#listeners]) listener(frame);
  }

  listen(listener: (frame: PgFrame) => void): () => void {
    // A function of its own for each call, so that the same listener may be added twice.
    const own = (frame: PgFrame) => listener(frame);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  watch(text: string): Marker {
    let frames = 0;
    const statements: string[] = [];
    const mark = (frame: PgFrame) => {
      if (!frame.contains(text)) return;
      frames += 1;
      if (statements.length < MARKED_STATEMENTS) statements.push(frame.sql);
    };
    this.#markers.add(mark);
    return {
      get frames() {
        return frames;
      },
      get statements() {
        return [...statements];
      },
      stop: () => void this.#markers.delete(mark),
    };
  }

  close(): void {
    for (const hold of this.#holds) hold.stop();
    for (const hold of this.#answerHolds) hold.stop();
    this.#holds.clear();
    this.#answerHolds.clear();
    this.#listeners.clear();
    this.#markers.clear();
  }
}
