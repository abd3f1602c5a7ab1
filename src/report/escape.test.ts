import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible, xml } from './escape.ts';

test('control characters are shown, tab and newline stay', () => {
  expect(visible('a\u001b[2Jb\tc\nd\u0007\u202e')).toBe('a\\x1b[2Jb\tc\nd\\x07\\u202e');
});

test('nothing that steers a terminal survives', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: looked for on purpose
      expect(visible(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }),
  );
});

test('XML: markup is escaped, lone surrogates are replaced, pairs stay', () => {
  expect(xml('<a href="x">&</a>\u0000')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;\\x00');
  expect(xml('\ud83d\ude00 \ud83d \ude00')).toBe('\ud83d\ude00 \ufffd \ufffd');
});
