import type { Evidence, Swimlanes, Tone } from '../../grading/types.ts';
import { xml } from '../escape.ts';
import { actorFill, actorLine, fillOf, inBand, lineOf, toneOf } from './charts/chart.ts';
import { dashOf } from './charts/series.ts';
import { actorsOf } from './charts/waterfall.ts';

interface Key {
  readonly label: string;
  readonly swatch: string;
}

/** What the colours and patterns of a picture stand for. */
export function legend(picture: Evidence): string {
  const keys = keysOf(picture);
  if (keys.length === 0) return '';
  const items = keys.map(({ label, swatch }) => `<li>${swatch}<bdi>${xml(label)}</bdi></li>`);
  return `<ul class="legend">${items.join('')}</ul>`;
}

function keysOf(picture: Evidence): Key[] {
  switch (picture.kind) {
    case 'bars':
      return picture.band ? [key(`allowed: ${inBand(picture.band)}`, box('var(--band)', lineOf('good'), '3 2'))] : [];
    case 'timeline':
      return (
        picture.series
          .map((one, index) => ({ ...one, paint: toneOf(one.tone, index) }))
          // What never happened needs no colour; the table says 0.
          .filter(({ counts }) => counts.some((n) => n !== 0))
          .map(({ label, line, paint }) =>
            key(label, line ? stroke(paint, 'solid') : box(fillOf(paint), lineOf(paint))),
          )
      );
    case 'series':
      return [
        ...picture.lines.map(({ label, tone }, index) => key(label, stroke(toneOf(tone, index), dashOf(index)))),
        ...(picture.band ? [key('allowed', box('var(--band)', lineOf('good'), '3 2'))] : []),
      ];
    case 'swimlanes':
      return swimlaneKeys(picture);
    case 'waterfall':
      return [
        ...actorsOf(picture).map((who, index) => key(who, box(actorFill(index), actorLine(index)))),
        ...(picture.rows.some(({ critical }) => critical)
          ? [key('critical path', box('none', 'var(--ink)', '', 2.5))]
          : []),
        ...(picture.rows.some(({ witness }) => witness)
          ? [key('seen on the wire', box('url(#witness)', 'var(--quiet)'))]
          : []),
      ];
    case 'matrix':
    case 'table':
      return [];
  }
}

/** The tones that are there, with what each means, or else with the words that are used for it. */
function swimlaneKeys({ lanes, tones }: Swimlanes): Key[] {
  const words = new Map<Tone, Set<string>>();
  for (const { label, tone } of lanes.flatMap(({ blocks }) => blocks)) {
    const paint = toneOf(tone, 0);
    words.set(paint, (words.get(paint) ?? new Set()).add(label));
  }
  return [...words].map(([paint, labels]) => {
    const told = [...labels].slice(0, 4).join(', ');
    const label = tones?.[paint] ?? (labels.size > 4 ? `${told}, …` : told);
    return key(label, box(fillOf(paint), lineOf(paint)));
  });
}

const key = (label: string, swatch: string): Key => ({ label, swatch });

const svg = (inner: string) => `<svg aria-hidden="true" width="18" height="14" viewBox="0 0 18 14">${inner}</svg>`;

function box(fill: string, line: string, dash = '', width = 1): string {
  return svg(
    `<rect x="1.5" y="1.5" width="15" height="11" rx="2" fill="${fill}" stroke="${line}" stroke-width="${width}"${dash && ` stroke-dasharray="${dash}"`}/>`,
  );
}

function stroke(tone: Tone, dash: 'solid' | 'dashed' | 'dotted'): string {
  const pattern = dash === 'solid' ? '' : ` stroke-dasharray="${dash === 'dashed' ? '5 3' : '2 2'}"`;
  return svg(`<path d="M1 7h16" stroke="${lineOf(tone)}" stroke-width="2.5"${pattern}/>`);
}
