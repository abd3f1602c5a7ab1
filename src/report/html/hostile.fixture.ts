import type { Verdict } from '../../grading/verdict.ts';
import { EVIDENCE } from '../evidence.fixture.ts';
import { FAILED, UNSURE } from '../verdicts.fixture.ts';

/** Texts that have broken reports elsewhere: markup, quotes, control characters, bidirectional overrides, templates, sheer size. */
export const HOSTILE: Readonly<Record<string, string>> = {
  script: '<script>document.title = "owned"</script>',
  attribute: `" onmouseover="document.title='owned'" x="`,
  'single quotes': `' onload='document.title=1' '`,
  'end of everything': ']]></text></svg></style></title><img src=x onerror="document.title=1">',
  'control characters': '\u001b[31mred\u0000\u0007\u0085\u009b2J',
  bidirectional: '\u202egnp.exe\u2066 \u2069 مرحبا שלום',
  'half a character': '\ud800 and \udfff',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that it looks like one is the point
  templates: '{a} {b|c} {{x}} ${1 + 1} %s &lt; &amp;#60;',
  links: 'javascript:alert(1) url(http://example.com/x) @import',
  lines: 'one\ntwo\r\n\tthree\u2028four',
  empty: '',
  long: 'x'.repeat(1_000_000),
  'long with marks': '<&"'.repeat(350_000),
};

/** A verdict whose every text is this one, with evidence of every kind. */
export function hostileVerdict(text: string): Verdict {
  const verdict: Verdict = {
    ...FAILED,
    steps: [...FAILED.steps, ...UNSURE.steps].map((step) => ({
      ...step,
      checks: step.checks.map((check) => ({ ...check, evidence: check.status === 'failed' ? EVIDENCE : [] })),
    })),
  };
  return replaced(verdict, text) as Verdict;
}

// What decides how a value is read, not what it says.
const KEEP = new Set(['kind', 'tone', 'status', 'outcome', 'schema', 'startedAt']);

function replaced(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((item) => replaced(item, text));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, KEEP.has(key) ? item : replaced(item, text)]);
  return Object.fromEntries(entries);
}

export const WITH_PICTURES: Verdict = {
  ...FAILED,
  steps: FAILED.steps.map((step) => ({
    ...step,
    checks: step.checks.map((check) => ({
      ...check,
      evidence: check.status === 'failed' ? EVIDENCE : [],
    })),
  })),
};
