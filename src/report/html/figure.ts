import type { Evidence } from '../../grading/types.ts';
import { xml } from '../escape.ts';
import { bars } from './charts/bars.ts';
import { type Chart, NARROW, WIDE } from './charts/chart.ts';
import { matrix } from './charts/matrix.ts';
import { series } from './charts/series.ts';
import { swimlanes } from './charts/swimlanes.ts';
import { timeline } from './charts/timeline.ts';
import { waterfall } from './charts/waterfall.ts';
import { cleanEvidence } from './clean.ts';
import { type DataTable, dataOf } from './data-table.ts';
import { legend } from './legend.ts';
import { limited } from './limits.ts';
import { inWords } from './words.ts';

export type Draw = (chart: Chart) => string;

/**
 * A picture with its title, its legend, what it says in words, and the numbers behind it. Drawn for a desk and a phone; `once`
 * for the desk only, to be scrolled on a phone: most people never unfold it, and everybody would have to carry it.
 */
export function figure(
  evidence: Evidence,
  id: string,
  draw: Draw,
  drawn: 'for each width' | 'once' = 'for each width',
): string {
  const whole = cleanEvidence(evidence);
  const { picture, left } = limited(whole);
  const title = `<p class="title"><bdi>${xml(picture.title)}</bdi></p>`;
  if (picture.kind === 'table') return `<figure>${title}${table(dataOf(picture), picture.title)}${note(left)}</figure>`;
  const words = inWords(whole);
  const at = (width: number) => draw(chartOf(picture, width));
  const image = (svgs: string) =>
    `<div class="picture" role="img" aria-label="${xml(picture.title)}" aria-describedby="${id}">${svgs}</div>`;
  return [
    '<figure>',
    title,
    legend(picture),
    drawn === 'once'
      ? region('slide', picture.title, image(at(WIDE)))
      : image(`<div class="wide">${at(WIDE)}</div><div class="narrow">${at(NARROW)}</div>`),
    `<figcaption id="${id}"><bdi>${xml(words)}</bdi>${note(left)}</figcaption>`,
    `<details><summary>The numbers<span class="unseen"> behind “${xml(picture.title)}”</span></summary>${table(dataOf(whole), picture.title)}</details>`,
    '</figure>',
  ].join('\n');
}

function chartOf(picture: Exclude<Evidence, { kind: 'table' }>, width: number): Chart {
  switch (picture.kind) {
    case 'bars':
      return bars(picture, width);
    case 'matrix':
      return matrix(picture, width);
    case 'timeline':
      return timeline(picture, width);
    case 'series':
      return series(picture, width);
    case 'swimlanes':
      return swimlanes(picture, width);
    case 'waterfall':
      return waterfall(picture, width);
  }
}

const note = (left: string | undefined) => (left === undefined ? '' : ` <strong>${xml(left)}</strong>`);

const MOST_ROWS = 500;

function table({ columns, rows }: DataTable, name: string): string {
  const head = columns.map((column) => `<th scope="col"><bdi>${xml(column)}</bdi></th>`).join('');
  const body = rows.slice(0, MOST_ROWS).map((row) => {
    const [first = '', ...rest] = row;
    const cells = rest.map((cell) => `<td>${apart(cell)}</td>`).join('');
    return `<tr><th scope="row">${apart(first)}</th>${cells}</tr>`;
  });
  const more = rows.length > MOST_ROWS ? `<p>${rows.length - MOST_ROWS} more rows are in the verdict.</p>` : '';
  const whole = `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
  return `${region('scroll', name, whole)}${more}`;
}

/** Thousands of cells: only text that could turn the line round is set apart from it. */
function apart(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? xml(text) : `<bdi>${xml(text)}</bdi>`;
}

/** A region that scrolls must be reachable with the keyboard. */
function region(kind: string, name: string, html: string): string {
  return `<div class="${kind}" role="region" tabindex="0" aria-label="${xml(name)}">${html}</div>`;
}
