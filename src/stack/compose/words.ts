/** A piece of a word: in single quotes, in double quotes, escaped, or plain; or the space between words. */
const PIECE = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)|(\s+)/y;

/**
 * Splits a command line into words as Compose does for a `command` given as one string: quotes and backslashes, no expansion.
 * Returns undefined when a quote is left open.
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  const pieces = new RegExp(PIECE);
  while (pieces.lastIndex < line.length) {
    const match = pieces.exec(line);
    if (!match) return undefined;
    const [, single, double, escaped, bare, space] = match;
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare ?? '');
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
