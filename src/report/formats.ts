import { ArchlabError } from '../errors/error.ts';
import type { Verdict } from '../grading/verdict.ts';
import { FORMATS, type Format } from './format-names.ts';
import { renderJunit } from './junit.ts';
import { renderRepeats } from './repeats.ts';
import type { Style } from './style.ts';
import { renderText } from './text.ts';

/** One document for one or several runs of the same lab. */
export async function renderVerdicts(format: Format, verdicts: readonly Verdict[], style: Style): Promise<string> {
  const [first] = verdicts;
  if (first === undefined) throw new RangeError('there is no verdict to report');
  switch (format) {
    case 'text':
      return verdicts.length === 1 ? renderText(first, style) : renderRepeats(verdicts, style);
    case 'json':
      return `${JSON.stringify(verdicts.length === 1 ? first : verdicts, null, 2)}\n`;
    case 'junit':
      return renderJunit(verdicts);
    case 'html':
      // With a charting library, which nothing else needs.
      return (await import('./html/html.ts')).renderHtml(verdicts);
  }
}

/** @throws ArchlabError USAGE_UNKNOWN_FORMAT */
export function parseFormat(text: string): Format {
  const format = FORMATS.find((known) => known === text);
  if (format === undefined) throw new ArchlabError('USAGE_UNKNOWN_FORMAT', `There is no report format "${text}".`);
  return format;
}

export interface ReportFile {
  readonly format: Format;
  readonly file: string;
}

/** Understands `junit=reports/archlab.xml`. @throws ArchlabError USAGE_UNKNOWN_FORMAT or USAGE_BAD_OPTION */
export function parseReportFile(text: string): ReportFile {
  const equals = text.indexOf('=');
  if (equals < 1 || equals === text.length - 1) {
    throw new ArchlabError('USAGE_BAD_OPTION', `--report wants FORMAT=FILE, not "${text}".`, {
      fix: 'Write for example --report junit=archlab.xml.',
    });
  }
  return { format: parseFormat(text.slice(0, equals)), file: text.slice(equals + 1) };
}
