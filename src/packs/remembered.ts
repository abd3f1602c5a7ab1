import { parseDocument } from 'yaml';

/** `pack:` in the text of an archlab.yaml. A module of its own, so that the YAML parser is loaded only where there is something to read. */
export function rememberedPack(text: string): string | undefined {
  const value: unknown = parseDocument(text).get('pack');
  return typeof value === 'string' ? value : undefined;
}
