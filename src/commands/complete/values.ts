import type { Outline } from '../../catalogue/outline.ts';
import type { LabEntry } from '../../catalogue/types.ts';
import { FORMATS } from '../../report/format-names.ts';
import { FAULTS, SHELLS } from '../line/words.ts';
import type { Candidate } from './line.ts';

/** What a shell is to offer: these, or its own list of files or folders. */
export interface Offer {
  readonly candidates: readonly Candidate[];
  readonly paths?: 'files' | 'folders';
  /** What of the half-typed word stands before the path: `--dir=`, `html=`. */
  readonly before?: string;
}

/** Where values come from that are not the same everywhere. */
export interface Known {
  labs(): Promise<readonly LabEntry[]>;
  /** Of the lab that is named on the line, else that of the workspace. */
  lab(): Promise<LabEntry | undefined>;
  outline(): Promise<Outline | undefined>;
  commands(): readonly Candidate[];
  /** Of the running stack. */
  services(): Promise<readonly string[]>;
  /** Instances of the solution that have logs. */
  programs(): Promise<readonly string[]>;
}

const PATHS: Readonly<Record<string, 'files' | 'folders'>> = { file: 'files', folder: 'folders' };

/** By what stands in the brackets of a declaration. */
const VALUES: Readonly<Record<string, (known: Known) => Promise<readonly Candidate[]> | readonly Candidate[]>> = {
  command: (known) => known.commands(),
  lab: async (known) => (await known.labs()).map(({ id, title }) => [id, title]),
  language: languages,
  step: async (known) =>
    (await steps(known)).flatMap(({ id, title }, index) => [
      [String(index + 1), title],
      [id, title],
    ]),
  check: async (known) => (await steps(known)).flatMap(({ checks }) => checks).map(({ id, title }) => [id, title]),
  instance: async (known) => plain((await known.outline())?.instances ?? []),
  role: async (known) => plain((await known.outline())?.roles ?? []),
  service: async (known) => plain(await known.services()),
  program: async (known) => (await known.programs()).map((name) => [name, 'of your solution']),
  fault: () => Object.entries(FAULTS),
  format: () => plain(FORMATS),
  shell: () => plain(SHELLS),
};

/** Whether anything is known of what stands in the brackets. */
export const isKnown = (kinds: string) => kinds.split(/[|=]/).every((kind) => kind in VALUES || kind in PATHS);

/** @param kinds `step|check`: one or the other; `format=file`: both, joined */
export async function offer(kinds: string, partial: string, known: Known): Promise<Offer> {
  const [first = '', second] = kinds.split('=');
  const at = partial.indexOf('=');
  if (second !== undefined && at >= 0) {
    const before = partial.slice(0, at + 1);
    const { before: _, ...rest } = await offer(second, partial.slice(at + 1), known);
    return { ...rest, before };
  }
  const paths = PATHS[first];
  if (paths) return { candidates: [], paths };
  // What cannot be read offers nothing, and does not keep the others from it.
  const each = first.split('|').map(async (kind) => (await VALUES[kind]?.(known)) ?? []);
  const found = (await Promise.all(each.map((one) => one.catch(() => [])))).flat();
  return { candidates: second === undefined ? found : found.map(([value, about]) => [`${value}=`, about]) };
}

export function plain(values: readonly string[]): readonly Candidate[] {
  return values.map((value) => [value, '']);
}

async function steps(known: Known): Promise<Outline['steps']> {
  return (await known.outline())?.steps ?? [];
}

/** Those of the lab in question; without one, those of any. */
async function languages(known: Known): Promise<readonly Candidate[]> {
  const lab = await known.lab();
  const labs = lab ? [lab] : await known.labs();
  return plain([...new Set(labs.flatMap(({ languages }) => languages))]);
}
