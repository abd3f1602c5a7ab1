import { ArchlabError } from '../errors/error.ts';
import { readTextIfAny } from '../host/files.ts';
import type { SolutionManifest } from '../solution/manifest.ts';
import type { WorkspacePaths } from './paths.ts';

/** archlab.yaml: what this folder is and how its program is built and run. */
export interface Manifest extends SolutionManifest {
  readonly lab: string;
  /** Folder of the lab pack that the lab comes from, relative to the workspace; archlab's own labs have none. */
  readonly pack?: string;
}

// A line for the shell, or the words of a command.
const COMMAND = {
  type: ['string', 'array'],
  pattern: '\\S',
  minItems: 1,
  items: { type: 'string', minLength: 1 },
};

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['lab', 'language', 'run'],
  properties: {
    lab: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
    language: { type: 'string', minLength: 1 },
    pack: { type: 'string', minLength: 1 },
    build: COMMAND,
    run: COMMAND,
  },
};

/** @throws ArchlabError WORKSPACE_MANIFEST with the line at fault, MACHINE_FILES, or WORKSPACE_NONE */
export async function readManifest(paths: WorkspacePaths): Promise<Manifest> {
  const text = await readTextIfAny(paths.manifest);
  if (text === undefined) throw new ArchlabError('WORKSPACE_NONE', `${paths.manifest} is missing.`);
  return await parseManifest(text, paths.manifest);
}

/** @throws ArchlabError WORKSPACE_MANIFEST */
export async function parseManifest(text: string, file: string): Promise<Manifest> {
  // Loaded late: commands that need no manifest should not pay for a YAML parser and a schema compiler.
  const { parseValidated } = await import('../host/validated-yaml.ts');
  return parseValidated<Manifest>({ file, text, schema: SCHEMA, code: 'WORKSPACE_MANIFEST' });
}
