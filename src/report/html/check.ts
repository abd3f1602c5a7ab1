import type { Failure } from '../../grading/types.ts';
import { type CheckVerdict, isTrouble, type Verdict } from '../../grading/verdict.ts';
import { xml } from '../escape.ts';
import { count, duration } from '../lines.ts';
import { replayCommand } from '../replay.ts';
import { label } from './clean.ts';
import { type Draw, figure } from './figure.ts';
import type { Pictures } from './pictures.ts';
import { mark } from './status.ts';

interface Surroundings {
  readonly verdict: Verdict;
  readonly id: string;
  readonly draw: Draw;
}

/** One check: in a line when it passed, with all there is to know when it did not, and its pictures. */
export function checkSection({ check, ...pictures }: Pictures, { verdict, id, draw }: Surroundings): string {
  const heading = `<h3 id="${id}">${mark(check.status)}${xml(check.id)}&ensp;<bdi>${xml(check.title)}</bdi></h3>`;
  const facts = `<span class="small">${xml(factsOf(check))}</span>`;
  const quiet = !isTrouble(check);
  return [
    `<article class="check ${check.status}${quiet ? '' : ' trouble'}" aria-labelledby="${id}">`,
    `<header>${heading}${facts}</header>`,
    ...(quiet ? [] : [whatHappened(check, verdict)]),
    ...pictures.open.map((evidence, index) => figure(evidence, `${id}-picture-${index + 1}`, draw)),
    folded(pictures.folded, `${id}-more`, draw),
    ...pictures.elsewhere.map(
      (title) => `<p class="small">Its picture “<bdi>${xml(label(title))}</bdi>” is in this step already.</p>`,
    ),
    '</article>',
  ].join('\n');
}

function folded(pictures: Pictures['folded'], id: string, draw: Draw): string {
  if (pictures.length === 0) return '';
  const titles = pictures.map(({ title }) => `<bdi>${xml(label(title))}</bdi>`).join('; ');
  const figures = pictures.map((evidence, index) => figure(evidence, `${id}-${index + 1}`, draw, 'once'));
  return `<details><summary>${count(pictures.length, 'picture')}: ${titles}</summary>${figures.join('\n')}</details>`;
}

function factsOf({ status, exposed, durationMs }: CheckVerdict): string {
  if (status === 'not-run') return 'not run';
  const seen = Object.entries(exposed).map(([what, n]) => `${n} ${what}`);
  return [...seen, duration(durationMs)].join(' · ');
}

function whatHappened(check: CheckVerdict, verdict: Verdict): string {
  const replay = row('replay with', `<code class="code">${xml(replayCommand(verdict, check.id))}</code>`);
  const said = check.failure
    ? failure(check.failure)
    : [row(labelOf(check), text(check.reason ?? 'No reason was given.'))];
  const stack = check.stack === undefined ? '' : `<pre tabindex="0">${xml(check.stack)}</pre>`;
  return `<dl class="said">${said.join('\n')}${replay}</dl>${stack}`;
}

function failure({ did, expected, observed, look }: Failure): string[] {
  const places = look.map((place) => `<li>${text(place)}</li>`).join('');
  return [
    row('did', text(did)),
    row('expected', text(expected)),
    row('observed', text(observed), 'observed'),
    row('where to look', look.length === 1 ? text(look[0] ?? '') : `<ul>${places}</ul>`),
  ];
}

function labelOf({ status }: CheckVerdict): string {
  return status === 'errored' ? 'our bug' : status === 'interrupted' ? 'stopped' : 'unsure because';
}

const text = (words: string) => `<bdi>${xml(words)}</bdi>`;
const row = (label: string, html: string, kind = '') =>
  `<dt>${label}</dt><dd${kind && ` class="${kind}"`}>${html}</dd>`;
