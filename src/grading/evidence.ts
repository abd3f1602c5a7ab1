/**
 * Data for pictures, kept in the verdict. A check says what was seen; how it is drawn is the report's business
 * (src/report/html), which also makes a sentence and a table of each. All times are ms since one zero of the picture's own.
 */
export type Evidence = Bars | Matrix | Timeline | Series | Swimlanes | Waterfall | Table;

/** What a colour means. The report gives each a pattern as well, for nobody may have to tell colours apart. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

/** One number per thing, with the range that is allowed. */
export interface Bars {
  readonly kind: 'bars';
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly band?: readonly [low: number, high: number];
}

export interface Bar {
  readonly label: string;
  readonly value: number;
}

/** How many of each with each: rows × columns. */
export interface Matrix {
  readonly kind: 'matrix';
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly number[])[];
}

/** Counts per column of time, and under them lanes of what was going on: faults, states. */
export interface Timeline {
  readonly kind: 'timeline';
  readonly title: string;
  /** Width of a column in ms. */
  readonly columnMs: number;
  readonly series: readonly Counts[];
  readonly spans: readonly Span[];
}

export interface Counts {
  readonly label: string;
  readonly counts: readonly number[];
  readonly tone?: Tone;
  /** A line across the columns instead of a part of the stack: for counts of something else. */
  readonly line?: true;
}

/** From here to there; from equal to to is a moment, such as a kill. */
export interface Span {
  readonly label: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly tone?: Tone;
  /** States share the row of their lane. What has none was done (a fault, a kill): a row by its label, and a shade behind everything. */
  readonly lane?: string;
}

/** Quantities over time, as lines or steps: money in flight, positions read and written, what each node knows. */
export interface Series {
  readonly kind: 'series';
  readonly title: string;
  /** What is counted: `cents`, `rows`. */
  readonly unit: string;
  readonly lines: readonly Line[];
  /** Drawn over the whole height: faults, and moments such as a kill. */
  readonly spans: readonly Span[];
  readonly band?: readonly [low: number, high: number];
}

export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [ms: number, value: number])[];
  readonly tone?: Tone;
  /** The value holds until the next point. */
  readonly steps?: true;
  /** Hatched down to zero. */
  readonly area?: true;
}

/** One lane per actor or case: what happened to it, and how it ended. */
export interface Swimlanes {
  readonly kind: 'swimlanes';
  readonly title: string;
  readonly lanes: readonly Lane[];
  /** Across all lanes: kills, stops, cuts of the network. */
  readonly spans: readonly Span[];
  /** What each tone of the blocks means here: `{ good: 'ok', bad: 'refused', quiet: 'ghost' }`. */
  readonly tones?: Readonly<Partial<Record<Tone, string>>>;
}

export interface Lane {
  readonly label: string;
  /** How it ended: `COMPLETED`. */
  readonly end?: string;
  readonly blocks: readonly Block[];
}

export interface Block {
  readonly label: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly tone?: Tone;
}

/** A tree of work over time, as tracing tools show it; rows in the order in which they are to be read. */
export interface Waterfall {
  readonly kind: 'waterfall';
  readonly title: string;
  readonly rows: readonly WaterfallRow[];
  /** Connections that are no parent and child, such as a message over a queue. */
  readonly links: readonly { readonly from: number; readonly to: number; readonly label: string }[];
}

export interface WaterfallRow {
  readonly label: string;
  /** Who did it; each has a colour of its own. */
  readonly who: string;
  /** How deep in the tree: 0 is the root. */
  readonly depth: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Part of the critical path. */
  readonly critical?: true;
  /** Not claimed by the solution but seen on the wire; hatched. */
  readonly witness?: true;
}

export interface Table {
  readonly kind: 'table';
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
