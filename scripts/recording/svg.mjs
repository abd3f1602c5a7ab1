// Pictures of a terminal as one animated SVG: CSS only, so that it also moves where scripts are not allowed.

const CELL = { width: 8.4, height: 18 };
const MARGIN = 16;
/** The terminal's colours: red, green, yellow, blue, magenta, cyan, grey, each plain and bright. */
const COLOURS = {
  ...{ 1: '#ff7b72', 2: '#7ee787', 3: '#f2cc60', 4: '#79c0ff', 5: '#d2a8ff', 6: '#76e3ea', 7: '#c9d1d9', 8: '#8b949e' },
  ...{ 9: '#ffa198', 10: '#aff5b4', 11: '#f8e3a1', 12: '#a5d6ff', 13: '#e2c5ff', 14: '#b3f0ff', 15: '#ffffff' },
};

/** @param {{ at: number, lines: { column: number, style: string, text: string }[][] }[]} frames the last one only ends the film */
export function svgOf(frames, { columns, rows }) {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = rows * CELL.height + 2 * MARGIN + 20;
  const film = frames.at(-1).at;
  const share = (at) => `${((100 * at) / film).toFixed(3)}%`;
  const shown = frames.slice(0, -1);
  const rowsOnce = new Rows();
  const pictures = shown.map(({ lines }, n) => pictureOf(lines, n * width + MARGIN, rowsOnce));
  const steps = shown.map((_, n) => `${share(frames[n].at)}{transform:translateX(${-n * width}px)}`).join('');
  const colours = Object.entries(COLOURS).map(([n, colour]) => `.c${n}{fill:${colour}}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal: archlab start, verify with a failure, verify passing, stop">`,
    '<style>',
    'text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#c9d1d9;white-space:pre}',
    `.b{font-weight:700}.d{opacity:.7}${colours.join('')}`,
    `.film{animation:film ${film.toFixed(2)}s steps(1,end) infinite}@keyframes film{${steps}}`,
    '</style>',
    `<defs>${rowsOnce.definitions.join('')}</defs>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map((fill, n) => `<circle cx="${20 + n * 18}" cy="16" r="5" fill="${fill}"/>`),
    `<g transform="translate(0,20)"><g class="film">`,
    ...pictures,
    '</g></g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Each different line of text is written once; most pictures only differ in one. */
class Rows {
  #names = new Map();
  definitions = [];

  nameOf(runs) {
    const text = textOf(runs);
    const known = this.#names.get(text);
    if (known) return known;
    const name = `r${this.#names.size}`;
    this.#names.set(text, name);
    this.definitions.push(text.replace('<text', `<text id="${name}"`));
    return name;
  }
}

function pictureOf(lines, x, rowsOnce) {
  const uses = lines.map((runs, row) => {
    const y = (row + 0.75) * CELL.height;
    return runs.length === 0 ? '' : `<use href="#${rowsOnce.nameOf(runs)}" y="${y}"/>`;
  });
  return `<g transform="translate(${x},${MARGIN})">${uses.join('')}</g>`;
}

function textOf(runs) {
  const spans = runs.map(({ column, style, text }) => {
    const at = `x="${(column * CELL.width).toFixed(1)}" textLength="${([...text].length * CELL.width).toFixed(1)}"`;
    return `<tspan ${at}${style ? ` class="${style}"` : ''}>${escaped(text)}</tspan>`;
  });
  return `<text>${spans.join('')}</text>`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
