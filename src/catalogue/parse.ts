import type { ErrorCode } from '../errors/codes.ts';
import { ArchlabError } from '../errors/error.ts';
import { parseValidated } from '../host/validated-yaml.ts';
import { catalogueSchema } from './schema.ts';
import type { Catalogue } from './types.ts';

/**
 * labs.yaml → Catalogue. Runs when archlab is built (and for lab packs), not at every start: parsing YAML is what costs.
 * @throws ArchlabError CATALOGUE_INVALID (or the given code) with file, line and the nearest valid word
 */
export function parseCatalogue(file: string, text: string, code: ErrorCode = 'CATALOGUE_INVALID'): Catalogue {
  const catalogue = parseValidated<Catalogue>({ file, text, schema: catalogueSchema, code });
  const seen = new Set<string>();
  for (const { id } of catalogue.chapters.flatMap(({ labs, coming }) => [...labs, ...coming])) {
    if (seen.has(id)) throw new ArchlabError(code, `${file}: the lab "${id}" is listed twice.`);
    seen.add(id);
  }
  return catalogue;
}
