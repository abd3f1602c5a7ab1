import type { PgFrame } from '../../../../kit.ts';
import type { Ledger } from '../../model/ledger.ts';
import { bringsViewers, viewersIn } from '../../model/move-frames.ts';

/** Tells in the frames towards s4 what the mover does: brings viewers, commits them. One object per proxy and run. */
export class MoveTracker {
  readonly #ledger: Ledger;
  readonly #known: ReadonlySet<string>;
  /** Connections with an open transaction that has brought viewers. */
  readonly #open = new Set<number>();
  commits = 0;
  frames = 0;
  /** Viewers named by frames that brought some. */
  readonly brought = new Set<string>();

  constructor(ledger: Ledger, known: ReadonlySet<string>) {
    this.#ledger = ledger;
    this.#known = known;
  }

  /** Looks at the next frame; has to see all of them, in order. */
  see(frame: PgFrame): 'commit' | 'data' | undefined {
    if (this.brings(frame)) {
      this.#open.add(frame.connection);
      this.frames++;
      for (const id of viewersIn(frame, this.#known)) this.brought.add(id);
      return 'data';
    }
    if (!endsTransaction(frame) || !this.#open.delete(frame.connection)) return undefined;
    this.commits++;
    return 'commit';
  }

  brings(frame: PgFrame): boolean {
    return bringsViewers(frame, this.#ledger, (one) => viewersIn(one, this.#known).length > 0);
  }
}

function endsTransaction(frame: PgFrame): boolean {
  return (frame.type === 'Q' || frame.type === 'E') && /^\s*(commit|end)\b/i.test(frame.sql);
}
