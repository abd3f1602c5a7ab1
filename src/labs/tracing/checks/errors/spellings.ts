/** The forms in which a text turns up: as it is, backwards, and as URLs, JSON, hexadecimal and base64 write it. */
export function spellings(text: string): string[] {
  if (text === '') return [];
  const hex = Buffer.from(text, 'utf8').toString('hex');
  const forms = [
    text,
    [...text].reverse().join(''),
    encodeURIComponent(text),
    hex,
    hex.toUpperCase(),
    ...base64s(text),
  ];
  return [...new Set([...forms, JSON.stringify(text).slice(1, -1)])];
}

/** What base64 makes of a text in the middle of another one, for each of the three ways it may be aligned. */
function base64s(text: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.from('\0'.repeat(before) + text, 'utf8').toString('base64');
    // The first and the last characters hold bits of the neighbours.
    const inner = encoded.slice(before === 0 ? 0 : 4, -4);
    return [inner, inner.replace(/\+/g, '-').replace(/\//g, '_')];
  });
}
