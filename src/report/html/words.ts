import type { Bars, Evidence, Matrix, Series, Span, Swimlanes, Timeline, Waterfall } from '../../grading/types.ts';
import { count } from '../lines.ts';
import { sideOf } from './charts/bars.ts';
import { inBand, round, seconds } from './charts/chart.ts';

/** What a picture says, for whoever does not see it. Pure. */
export function inWords(picture: Evidence): string {
  switch (picture.kind) {
    case 'bars':
      return barsInWords(picture);
    case 'matrix':
      return matrixInWords(picture);
    case 'timeline':
      return timelineInWords(picture);
    case 'series':
      return seriesInWords(picture);
    case 'swimlanes':
      return swimlanesInWords(picture);
    case 'waterfall':
      return waterfallInWords(picture);
    case 'table':
      return '';
  }
}

const MOST = 8;

function some(parts: readonly string[]): string {
  return parts.length > MOST ? `${parts.slice(0, MOST).join(', ')} and ${parts.length - MOST} more` : parts.join(', ');
}

function barsInWords({ bars, band }: Bars): string {
  const told = some(bars.map(({ label, value }) => `${label} ${round(value)}${sideOf(value, band)}`));
  return `${told}.${band ? ` Allowed is ${inBand(band)}.` : ''}`;
}

function matrixInWords({ rows, columns, cells }: Matrix): string {
  const all = cells.flatMap((values, y) => values.map((value, x) => ({ row: rows[y], column: columns[x], value })));
  const filled = all.filter(({ value }) => value !== 0).sort((a, b) => b.value - a.value);
  if (filled.length === 0) return 'All cells are 0.';
  return `${some(filled.map(({ row, column, value }) => `${row} ${column}: ${round(value)}`))}; all other cells are 0.`;
}

function timelineInWords({ columnMs, series, spans }: Timeline): string {
  const columns = Math.max(0, ...series.map(({ counts }) => counts.length));
  const sums = series.map(({ label, counts }) => `${label} ${counts.reduce((sum, n) => sum + n, 0)}`);
  return `In ${seconds(columns * columnMs)}: ${some(sums)}.${spansInWords(spans)}`;
}

function seriesInWords({ lines, unit, spans, band }: Series): string {
  const told = lines.map(({ label, points }) => {
    const values = points.map(([, value]) => value);
    if (values.length === 0) return `${label}: nothing`;
    const most = values.reduce((a, b) => Math.max(a, b));
    const least = values.reduce((a, b) => Math.min(a, b));
    return `${label} ends at ${round(values.at(-1) ?? 0)} (least ${round(least)}, most ${round(most)})`;
  });
  const allowed = band ? ` Allowed is ${inBand(band)}.` : '';
  return `In ${unit}: ${told.join('; ')}.${allowed}${spansInWords(spans)}`;
}

/** By lane: `catalog slow from 0.5 s to 3.5 s; breaker: closed from …, open from …`. */
function spansInWords(spans: readonly Span[]): string {
  const lanes = new Map<string, Span[]>();
  for (const span of spans) {
    const name = span.lane ?? span.label;
    lanes.set(name, [...(lanes.get(name) ?? []), span]);
  }
  const told = [...lanes].map(([name, all]) => laneInWords(name, all));
  return told.length === 0 ? '' : ` Meanwhile ${told.join('; ')}.`;
}

const MOST_OF_A_LANE = 4;

function laneInWords(name: string, spans: readonly Span[]): string {
  const begin = Math.min(...spans.map(({ fromMs }) => fromMs));
  const end = Math.max(...spans.map(({ toMs }) => toMs));
  if (spans.length > MOST_OF_A_LANE) return `${name}: ${spans.length} times from ${seconds(begin)} to ${seconds(end)}`;
  const times = spans.map(({ label, lane, fromMs, toMs }) => {
    const when = fromMs === toMs ? `at ${seconds(fromMs)}` : `from ${seconds(fromMs)} to ${seconds(toMs)}`;
    return lane === undefined ? when : `${label} ${when}`;
  });
  return spans[0]?.lane === undefined ? `${name} ${times.join(', ')}` : `${name}: ${times.join(', ')}`;
}

function swimlanesInWords({ lanes, spans }: Swimlanes): string {
  const ends = new Map<string, number>();
  for (const { end } of lanes) if (end !== undefined) ends.set(end, (ends.get(end) ?? 0) + 1);
  const told = [...ends].map(([end, n]) => `${n} ended ${end}`);
  return `${count(lanes.length, 'lane')}${told.length > 0 ? `: ${some(told)}` : ''}.${spansInWords(spans)}`;
}

function waterfallInWords({ rows, links }: Waterfall): string {
  const critical = rows.filter((row) => row.critical).map(({ who, label }) => `${who} ${label}`);
  const end = rows.reduce((most, { toMs }) => Math.max(most, toMs), 0);
  return [
    `${count(rows.length, 'span')} in ${seconds(end)}.`,
    critical.length > 0 ? ` Critical path: ${some(critical)}.` : '',
    links.length > 0 ? ` Linked: ${some(links.map(({ label }) => label))}.` : '',
  ].join('');
}
