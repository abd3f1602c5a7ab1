import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ArchlabError, systemCode } from '../errors/error.ts';
import { fileError, readTextIfAny } from '../host/files.ts';
import { parseValidated } from '../host/validated-yaml.ts';
import type { CommandLine } from '../solution/types.ts';

/** Where a proof's files come from before its own are laid over them. */
type Base = 'reference' | 'starter' | 'none';

/** What a solution must come to for the grader to be sound. */
export type Expectation =
  /** Every check passes. */
  | { readonly kind: 'passes' }
  /** Everything before it passes, except earlier checks of its step that are listed in `also`; this check fails. */
  | { readonly kind: 'fails'; readonly check: string; readonly also: readonly string[] }
  /** Every step fails, each run for itself. */
  | { readonly kind: 'fails-everywhere' };

/** A solution with a known outcome. `right`, `wrong` and `nothing` are folders under test/labs/<lab>/. */
export interface Proof {
  /** `wrong/hash-mod-n`, `right/jump-hash`, `nothing/silent`, `starter`, `reference`. */
  readonly name: string;
  /** One sentence: what is different, or what the mistake is. */
  readonly about: string;
  readonly base: Base;
  /** Folder with the files that differ from the base; undefined for starter and reference. */
  readonly overlay: string | undefined;
  readonly language: string;
  readonly build?: CommandLine;
  readonly run?: CommandLine;
  readonly expect: Expectation;
}

interface ProofFile {
  readonly base: Base;
  readonly about: string;
  readonly expect: 'pass' | { readonly check: string };
  readonly also?: readonly string[];
  readonly language?: string;
  readonly build?: CommandLine;
  readonly run?: CommandLine;
}

const command = { type: ['string', 'array'], items: { type: 'string' } };

/** What a proof.yaml may say of this lab: the names of its checks are part of it, so that a misspelt one is found with its line. */
function schemaFor({ checks }: Known): object {
  const check = { enum: checks };
  return {
    type: 'object',
    additionalProperties: false,
    required: ['base', 'about', 'expect'],
    properties: {
      base: { enum: ['reference', 'starter', 'none'] },
      about: { type: 'string', minLength: 1 },
      expect: {
        type: ['string', 'object'],
        if: { type: 'string' },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { enum: ['pass', 'fail-everywhere'] },
        else: { type: 'object', additionalProperties: false, required: ['check'], properties: { check } },
      },
      also: { type: 'array', items: check },
      language: { type: 'string', minLength: 1 },
      build: command,
      run: command,
    },
  };
}

interface Known {
  readonly languages: readonly string[];
  /** Ids of the lab's checks, in order; the first is the one a starter must fail. */
  readonly checks: readonly string[];
}

/**
 * All proofs of a lab: starter and reference in each language, then the folders.
 * @throws ArchlabError PACK_INVALID naming file and line of a bad proof.yaml, PACK_UNPROVED
 */
export async function listProofs(proofsDir: string, known: Known): Promise<Proof[]> {
  const { languages, checks } = known;
  const firstCheck = checks[0] ?? '';
  const own = languages.flatMap((language): Proof[] => [
    {
      name: `starter/${language}`,
      about: 'what the learner begins with',
      base: 'starter',
      overlay: undefined,
      language,
      expect: { kind: 'fails', check: firstCheck, also: [] },
    },
    {
      name: `reference/${language}`,
      about: 'the reference solution',
      base: 'reference',
      overlay: undefined,
      language,
      expect: { kind: 'passes' },
    },
  ]);
  const found: Proof[] = [];
  for (const group of ['nothing', 'right', 'wrong'] as const) {
    const folder = join(proofsDir, group);
    for (const name of await subfolders(folder)) found.push(await readProof(group, join(folder, name), known));
  }
  return [...own, ...found];
}

async function subfolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw fileError(error, `cannot read ${folder}`);
  }
}

async function readProof(group: 'nothing' | 'right' | 'wrong', overlay: string, known: Known): Promise<Proof> {
  const file = join(overlay, 'proof.yaml');
  const text = await readTextIfAny(file);
  if (text === undefined) {
    throw new ArchlabError(
      'PACK_INVALID',
      `${file} is missing: it says what the solution is and what must become of it.`,
      {
        fix: 'Add it, with base, about and expect (docs/proofs.md).',
      },
    );
  }
  const schema = schemaFor(known);
  const {
    base,
    about,
    expect,
    also = [],
    language = known.languages[0] ?? '',
    build,
    run,
  } = parseValidated<ProofFile>({ file, text, schema, code: 'PACK_INVALID' });
  if (group !== 'nothing' && (group === 'right') !== (expect === 'pass')) {
    const must = group === 'right' ? 'expect: pass' : 'expect: { check: … }';
    throw new ArchlabError('PACK_INVALID', `${file}: a solution in ${group}/ must have ${must}.`, {
      fix: 'Correct it, or move the solution to another folder.',
    });
  }
  return {
    name: `${group}/${basename(overlay)}`,
    about,
    base,
    overlay,
    language,
    ...(build === undefined ? {} : { build }),
    ...(run === undefined ? {} : { run }),
    expect:
      group === 'nothing'
        ? { kind: 'fails-everywhere' }
        : typeof expect === 'string'
          ? { kind: 'passes' }
          : { kind: 'fails', check: expect.check, also },
  };
}
