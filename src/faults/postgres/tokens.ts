/** A lexical element of an SQL text (PostgreSQL 17 manual, section 4.1). White space and comments make none. */
export interface Token {
  /** `word`: keyword or plain identifier, in lower case; `name`: a quoted identifier without its quotes. */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'symbol';
  readonly text: string;
  /** Where it begins and ends in the SQL text. */
  readonly from: number;
  readonly to: number;
}

const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\r\n]*/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const PARAMETER = /\$\d+/y;
const DOLLAR_QUOTE = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const ESCAPE_STRING = /[eE]'/y;
const STRING_PREFIX = /(?:[bBxXnN]|[uU]&)(?=')/y;

/**
 * Splits an SQL text. Never fails: what is not closed reaches to the end of the text, which the server will reject anyway.
 * Assumes `standard_conforming_strings = on`, the default since PostgreSQL 9.1.
 */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const add = (kind: Token['kind'], to: number, text = sql.slice(at, to)) => {
    tokens.push({ kind, text, from: at, to });
    at = to;
  };
  while (at < sql.length) {
    const skipped = match(SPACE, sql, at) ?? match(LINE_COMMENT, sql, at) ?? blockComment(sql, at);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    const quoted = quotedEnd(sql, at);
    if (quoted !== undefined) {
      add('string', quoted);
      continue;
    }
    if (sql[at] === '"') {
      const end = doubledEnd(sql, at + 1, '"');
      add('name', end, sql.slice(at + 1, end - 1).replaceAll('""', '"'));
      continue;
    }
    const word = match(WORD, sql, at);
    if (word !== undefined) {
      add('word', word, sql.slice(at, word).toLowerCase());
      continue;
    }
    const number = match(NUMBER, sql, at);
    const parameter = match(PARAMETER, sql, at);
    if (number !== undefined) add('number', number);
    else if (parameter !== undefined) add('parameter', parameter);
    else add('symbol', at + 1);
  }
  return tokens;
}

/** Where the match of a sticky pattern at this place ends. */
function match(pattern: RegExp, sql: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : undefined;
}

/** Block comments nest, unlike those of C. */
function blockComment(sql: string, start: number): number | undefined {
  if (!sql.startsWith('/*', start)) return undefined;
  let depth = 1;
  let at = start + 2;
  while (depth > 0) {
    const close = sql.indexOf('*/', at);
    if (close === -1) return sql.length;
    const open = sql.indexOf('/*', at);
    const opens = open !== -1 && open < close;
    depth += opens ? 1 : -1;
    at = (opens ? open : close) + 2;
  }
  return at;
}

function quotedEnd(sql: string, at: number): number | undefined {
  const escaped = match(ESCAPE_STRING, sql, at);
  if (escaped !== undefined) return escapedEnd(sql, escaped);
  const quote = match(STRING_PREFIX, sql, at) ?? at;
  if (sql[quote] === "'") return doubledEnd(sql, quote + 1, "'");
  const dollar = match(DOLLAR_QUOTE, sql, at);
  if (dollar === undefined) return undefined;
  const tag = sql.slice(at, dollar);
  const close = sql.indexOf(tag, dollar);
  return close === -1 ? sql.length : close + tag.length;
}

/** The end of a text in which the quote itself is written twice. */
function doubledEnd(sql: string, start: number, quote: string): number {
  for (let at = start; ; at += 2) {
    at = sql.indexOf(quote, at);
    if (at === -1) return sql.length;
    if (sql[at + 1] !== quote) return at + 1;
  }
}

function escapedEnd(sql: string, start: number): number {
  for (let at = start; at < sql.length; at++) {
    if (sql[at] === '\\') at += 1;
    else if (sql[at] === "'") {
      if (sql[at + 1] !== "'") return at + 1;
      at += 1;
    }
  }
  return sql.length;
}
