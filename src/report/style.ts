import { Chalk } from 'chalk';

/** How a document may look on the stream it goes to. Decided once, in the composition root. */
export interface Style {
  /** Whether the terminal knows more than ASCII. */
  readonly unicode: boolean;
  /** Columns to wrap at. */
  readonly width: number;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warn: Paint;
  readonly accent: Paint;
  /** Whether small charts in text may be drawn: not in a pipe, a narrow window, or where plain text was asked for. */
  readonly charts: boolean;
  /** Marks of outcomes; plain letters where the terminal may not know the signs. */
  readonly marks: Marks;
}

interface Marks {
  readonly passed: string;
  readonly failed: string;
  readonly unsure: string;
  readonly waiting: string;
}

type Paint = (text: string) => string;

export interface StyleChoice {
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Columns of the terminal; undefined when it is none. */
  readonly columns: number | undefined;
}

/** Lines longer than this are hard to read, however wide the window. */
const WIDEST = 110;
const NARROWEST = 40;
/** Below this a chart has no room beside its labels. */
const CHARTS_FROM = 80;

export function makeStyle({ colour, unicode, columns }: StyleChoice): Style {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  return {
    unicode,
    width: Math.max(NARROWEST, Math.min(columns || WIDEST, WIDEST)),
    // Whoever has no colour (NO_COLOR, --no-color, TERM=dumb) may be listening to a screen reader: for them it is noise.
    charts: colour && columns !== undefined && columns >= CHARTS_FROM,
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    warn: (text) => chalk.yellow(text),
    accent: (text) => chalk.cyan(text),
    marks: unicode
      ? { passed: '✔', failed: '✘', unsure: '?', waiting: '·' }
      : { passed: '+', failed: 'x', unsure: '?', waiting: '-' },
  };
}

/** No colours, ASCII only: for files, pipes and tests. */
export const PLAIN: Style = makeStyle({ colour: false, unicode: false, columns: 100 });
