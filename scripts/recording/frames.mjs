// A recording of script(1) as pictures of the screen.
import headless from '@xterm/headless';

/** Two changes closer together than this are one picture, in seconds. */
const BLINK = 0.08;
/** Nobody wants to watch a program work for longer than this without a change, in seconds. */
const LONGEST = 3;

/**
 * What the screen shows, and from when on (in seconds), each time it has changed. A line is a list of runs of the same style.
 * @param {Buffer} output what the terminal got, with script's own first and last line
 * @param {string} timing lines `<seconds since the last> <bytes>`
 */
export async function framesOf(output, timing, { columns, rows }) {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: false });
  const frames = [];
  let at = 0;
  let shown = 0;
  let from = output.indexOf('\n') + 1;
  for (const line of timing.trim().split('\n')) {
    const [pause, bytes] = line.split(' ').map(Number);
    at += Math.min(pause, LONGEST);
    if (at - shown > BLINK) keep(frames, shown, terminal);
    if (at - shown > BLINK) shown = at;
    await new Promise((done) => terminal.write(output.subarray(from, from + bytes), done));
    from += bytes;
  }
  keep(frames, at, terminal);
  return [...frames, { at: at + 2, lines: frames.at(-1).lines }];
}

function keep(frames, at, terminal) {
  const lines = screenOf(terminal);
  if (JSON.stringify(frames.at(-1)?.lines) !== JSON.stringify(lines)) frames.push({ at, lines });
}

function screenOf({ buffer, rows, cols }) {
  const { active } = buffer;
  return Array.from({ length: rows }, (_, row) => runsOf(active.getLine(active.viewportY + row), cols));
}

function runsOf(line, columns) {
  const runs = [];
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column);
    const style = cell ? styleOf(cell) : '';
    const text = cell?.getChars() || ' ';
    const last = runs.at(-1);
    if (last?.style === style) last.text += text;
    else runs.push({ column, style, text });
  }
  return runs.filter(({ text }) => text.trim() !== '').map((run) => ({ ...run, text: run.text.trimEnd() }));
}

function styleOf(cell) {
  const colour = cell.isFgPalette() ? `c${cell.getFgColor()}` : '';
  return [colour, cell.isBold() ? 'b' : '', cell.isDim() ? 'd' : ''].filter(Boolean).join(' ');
}
