import type { Verdict } from '../../grading/verdict.ts';
import { xml } from '../escape.ts';
import { count, duration } from '../lines.ts';
import { shortened } from './clean.ts';
import { CSS } from './css.ts';
import type { Draw } from './figure.ts';
import { patterns } from './patterns.ts';
import { facts, runSections } from './run.ts';
import { badge } from './status.ts';

/**
 * The report as one page that needs nothing else: no script, no network, which its own policy forbids, so that even
 * a text that got past the escaping could do nothing.
 */
export function page(whole: readonly Verdict[], draw: Draw): string {
  const verdicts = whole.map(shortened);
  const other = verdicts.find(({ outcome }) => outcome !== 'passed');
  const shown = other ?? verdicts.at(-1);
  if (shown === undefined) throw new RangeError('there is no verdict to report');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="archlab ${xml(shown.archlab)}">
<title>${xml(`${shown.lab}: ${shown.outcome}`)} – archlab</title>
<link rel="icon" href="data:,">
<style>${CSS}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the verdict</a>
${patterns()}
<header class="top">
<h1><bdi>${xml(shown.lab)}</bdi></h1>
<div class="verdict">${badge(shown.outcome)}${facts(shown)}</div>
</header>
<main id="content">
${verdicts.length > 1 ? runs(verdicts, other) : ''}
${runSections(shown, draw)}
</main>
<footer>Made by archlab ${xml(shown.archlab)}. The file needs nothing else: keep it, send it, print it.</footer>
</body>
</html>
`;
}

function runs(verdicts: readonly Verdict[], other: Verdict | undefined): string {
  const passed = verdicts.filter(({ outcome }) => outcome === 'passed').length;
  const rows = verdicts.map(
    (verdict, index) =>
      `<tr><th scope="row">${index + 1}</th><td>${badge(verdict.outcome)}</td><td>${verdict.seed}</td><td>${duration(verdict.durationMs)}</td></tr>`,
  );
  const which = other === undefined ? 'Below is the last one.' : 'Below is the first that did not.';
  return `<section aria-labelledby="runs"><h2 id="runs">${passed} of ${count(verdicts.length, 'run')} passed</h2>
<div class="scroll" role="region" tabindex="0" aria-label="Runs"><table><thead><tr><th scope="col">run</th><th scope="col">outcome</th><th scope="col">seed</th><th scope="col">took</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>
<p>${which}</p></section>`;
}
