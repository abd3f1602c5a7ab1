/** Layout of plain text: wrapping, columns, durations. Pure. */

/**
 * Breaks text at spaces so that no line is wider than `width` (a word longer than that stays whole: it is a URL or a
 * statement somebody wants to copy). Line breaks in the text are kept.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current: string | undefined;
  for (const word of line.slice(indent.length).split(' ')) {
    if (current === undefined) {
      current = indent + word;
    } else if (current.length + 1 + word.length > width) {
      lines.push(current);
      current = indent + word;
    } else {
      current = `${current} ${word}`;
    }
  }
  return [...lines, current ?? ''];
}

/** A label and its text, hanging: the text's later lines stand below its first. */
export function hanging(label: string, text: string, width: number): string[] {
  const indent = ' '.repeat(label.length);
  return wrap(text, Math.max(20, width - label.length)).map((line, index) =>
    `${index === 0 ? label : indent}${line}`.trimEnd(),
  );
}

/** Left-aligned columns, two spaces apart; the last one is not padded. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    });
  }
  return rows.map((row) => {
    const cells = row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)));
    return `${indent}${cells.join('  ')}`.trimEnd();
  });
}

/** `0.4 s`, `12.3 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** `1 check`, `3 checks`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
