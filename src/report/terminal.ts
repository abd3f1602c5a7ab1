import type { Style } from './style.ts';

/** Where progress goes: the error stream as the composition root sees it. */
export interface Terminal {
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly style: Style;
  /** Whether a moving display makes sense (a terminal, no CI, not --quiet). */
  readonly animated: boolean;
  /** --quiet: nothing but errors. */
  readonly quiet: boolean;
}
