/** The page's looks. Colours are variables with two values each; pictures use the same ones. */
export const CSS = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --card: #f6f7f9; --ink: #1c2127; --quiet-ink: #56606b; --rule: #d5dae0; --link: #0b5cad;
  --good: #17743f; --good-fill: #bfe6cd; --warn: #8a5a00; --warn-fill: #fbe3a8; --bad: #b3261e; --bad-fill: #f9c9c4;
  --info: #1f5fbf; --info-fill: #c7dbf8; --quiet: #66707b; --quiet-fill: #e1e5ea;
  --band: rgba(23, 116, 63, .10); --heat: #1f5fbf;
  --actor-0: #1f5fbf; --actor-0-fill: #c7dbf8; --actor-1: #8a4b08; --actor-1-fill: #f7d9b5; --actor-2: #17743f; --actor-2-fill: #bfe6cd;
  --actor-3: #8631a3; --actor-3-fill: #ead0f3; --actor-4: #a02c5a; --actor-4-fill: #f6cddd; --actor-5: #0f6b74; --actor-5-fill: #bde4e8;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --card: #1c2229; --ink: #e7ebef; --quiet-ink: #a3aeb9; --rule: #39424c; --link: #7db7ff;
    --good: #5fd08f; --good-fill: #1f5137; --warn: #e9b949; --warn-fill: #58430f; --bad: #ff8a80; --bad-fill: #6b2520;
    --info: #82b4ff; --info-fill: #234674; --quiet: #97a3af; --quiet-fill: #3a444e;
    --band: rgba(95, 208, 143, .13); --heat: #82b4ff;
    --actor-0: #82b4ff; --actor-0-fill: #234674; --actor-1: #f0a95b; --actor-1-fill: #5c3a14; --actor-2: #5fd08f; --actor-2-fill: #1f5137;
    --actor-3: #d79cec; --actor-3-fill: #50265f; --actor-4: #f392b6; --actor-4-fill: #622540; --actor-5: #6fd3dd; --actor-5-fill: #174d53;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
header.top, main, footer { max-width: 60rem; margin: 0 auto; padding: 0 1rem; }
header.top { padding-top: 1.75rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0; }
h3 { font-size: 1rem; line-height: 1.4; margin: 0; font-weight: 600; }
a { color: var(--link); }
p { margin: .5rem 0; }
.lead { font-size: 1.0625rem; margin: .75rem 0; }
code, .code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; }
.code { display: block; user-select: all; background: var(--paper); border: 1px solid var(--rule); border-radius: 6px; padding: .3rem .6rem; }
.badge { display: inline-flex; align-items: center; gap: .35em; border: 1.5px solid var(--tone); color: var(--tone); background: var(--paper); border-radius: 999px; padding: .05rem .7rem; font-weight: 650; white-space: nowrap; }
.passed { --tone: var(--good); } .failed { --tone: var(--bad); } .inconclusive, .errored, .interrupted { --tone: var(--warn); } .not-run { --tone: var(--quiet-ink); }
.verdict { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; }
.facts { display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; margin: .5rem 0 0; padding: 0; color: var(--quiet-ink); font-size: .875rem; }
.facts div { display: flex; gap: .4em; } .facts dt { margin: 0; } .facts dd { margin: 0; color: var(--ink); }
nav ol { list-style: none; margin: 1.25rem 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .4rem; }
nav a, nav span.step { display: flex; gap: .2rem; align-items: baseline; height: 100%; padding: .4rem .7rem; border: 1px solid var(--rule); border-left: 4px solid var(--tone); border-radius: 6px; text-decoration: none; color: var(--ink); }
nav a:hover, nav a:focus-visible { background: var(--card); text-decoration: underline; }
.mark { color: var(--tone); font-weight: 700; margin-right: .5em; }
.step-section { border-top: 1px solid var(--rule); margin-top: 1.75rem; padding-top: 1.25rem; scroll-margin-top: .5rem; }
.step-section > header { display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: baseline; margin-bottom: .5rem; }
.check.passed h3, .check.not-run h3 { font-weight: 500; }
nav span.step { color: var(--quiet-ink); }
.small { color: var(--quiet-ink); font-size: .875rem; }
.check { padding: .45rem 0; }
.check > header { display: flex; flex-wrap: wrap; gap: .1rem .6rem; align-items: baseline; }
.check > header .small { margin-left: auto; }
.trouble { border: 1px solid var(--tone); border-left-width: 5px; border-radius: 8px; background: var(--card); padding: .75rem 1rem; margin: .75rem 0; }
dl.said { display: grid; grid-template-columns: 7rem 1fr; gap: .45rem 1rem; margin: .75rem 0 .25rem; }
dl.said dt { color: var(--quiet-ink); } dl.said dd { margin: 0; white-space: pre-wrap; }
dl.said .observed { font-weight: 600; }
dl.said ul { margin: 0; padding-left: 1.1rem; white-space: normal; }
figure { margin: 1rem 0 1.25rem; padding: .9rem 1rem; border: 1px solid var(--rule); border-radius: 8px; }
figure .title { font-weight: 600; margin: 0 0 .4rem; }
figcaption { color: var(--quiet-ink); font-size: .875rem; margin-top: .3rem; }
.picture svg { display: block; width: 100%; height: auto; font-size: 12px; }
.picture .narrow { display: none; }
.slide { overflow-x: auto; } .slide .picture { min-width: 46rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; margin: 0 0 .4rem; padding: 0; font-size: .875rem; }
.legend li { display: inline-flex; gap: .4rem; align-items: center; }
.legend svg { flex: none; }
details { margin-top: .5rem; font-size: .875rem; }
summary { cursor: pointer; color: var(--link); padding: .25rem 0; width: fit-content; }
.scroll { overflow: auto; max-height: 24rem; margin-top: .4rem; border: 1px solid var(--rule); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; overflow-wrap: normal; font-size: .875rem; }
th, td { text-align: left; padding: .25rem .7rem; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { background: var(--card); position: sticky; top: 0; } tbody th { font-weight: 500; } tbody tr:last-child > * { border-bottom: 0; }
bdi { unicode-bidi: isolate; }
pre { overflow: auto; font-size: .8125rem; background: var(--paper); border: 1px solid var(--rule); border-radius: 6px; padding: .6rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.patterns, .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .3rem .6rem; }
footer { color: var(--quiet-ink); font-size: .875rem; border-top: 1px solid var(--rule); margin-top: 2rem; padding-top: 1rem; padding-bottom: 2rem; }
@media (max-width: 40rem) {
  .picture .wide { display: none; } .picture .narrow { display: block; }
  figure { padding: .75rem .6rem; margin-inline: -.25rem; }
  dl.said { grid-template-columns: 1fr; gap: .1rem; } dl.said dd { margin-bottom: .5rem; }
  nav ol { grid-template-columns: 1fr; }
  h1 { font-size: 1.5rem; }
}
@media (forced-colors: active) { .badge, .trouble, nav a { border-color: CanvasText; } }
@media print {
  body { font-size: 11pt; } nav, .skip, details { display: none; }
  .check, figure, .trouble { break-inside: avoid; } .step-section { break-before: auto; } a { color: inherit; }
  :root { print-color-adjust: exact; }
}
`;
