import { expect, test } from 'vitest';
import { parseFormat, parseReportFile, renderVerdicts } from './formats.ts';
import { PLAIN } from './style.ts';
import { FAILED, PASSED } from './verdicts.fixture.ts';

test('one run is an object, several are a list', async () => {
  expect(JSON.parse(await renderVerdicts('json', [FAILED], PLAIN))).toEqual(FAILED);
  expect(JSON.parse(await renderVerdicts('json', [PASSED, FAILED], PLAIN))).toEqual([PASSED, FAILED]);
});

test('several runs as text: a line each and the first that did not pass', async () => {
  const text = await renderVerdicts('text', [PASSED, FAILED], PLAIN);
  expect(text.split('\n').slice(0, 6)).toMatchInlineSnapshot(`
    [
      " run 1  passed  seed 8123, 1.2 s",
      " run 2  failed  seed 8123, 12.3 s",
      "",
      "1 of 2 runs passed.",
      "",
      "The first that did not:",
    ]
  `);
  expect(text).toContain('2b  one shard on the wire');
});

test.each([
  ['junit=a/b.xml', { format: 'junit', file: 'a/b.xml' }],
  ['text=a=b', { format: 'text', file: 'a=b' }],
  ['html=report.html', { format: 'html', file: 'report.html' }],
])('--report %s', (text, expected) => {
  expect(parseReportFile(text)).toEqual(expected);
});

test.each(['junit', '=x', 'junit='])('--report %s is refused', (text) => {
  expect(() => parseReportFile(text)).toThrow(expect.objectContaining({ code: 'USAGE_BAD_OPTION' }));
});

test('an unknown format is refused', () => {
  expect(() => parseFormat('html5')).toThrow(expect.objectContaining({ code: 'USAGE_UNKNOWN_FORMAT' }));
  expect(() => parseReportFile('pdf=x')).toThrow(expect.objectContaining({ code: 'USAGE_UNKNOWN_FORMAT' }));
});
