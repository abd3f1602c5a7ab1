import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchlabError } from '../errors/error.ts';
import type { Host } from '../host/host.ts';
import { installFor, LANGUAGES } from '../workspace/dependencies/install.ts';
import type { Dependencies } from './materialise.ts';

/** A language whose proofs cannot be run on this machine, and why. */
export interface LeftOut {
  readonly language: string;
  readonly reason: string;
}

/** Those of a lab's languages that this machine has no tools for. */
export async function missingLanguages(
  templateDir: string,
  languages: readonly string[],
  host: Pick<Host, 'env'>,
  signal: AbortSignal,
): Promise<readonly LeftOut[]> {
  const missing: LeftOut[] = [];
  for (const language of languages) {
    try {
      const dir = join(templateDir, 'starter', language);
      await LANGUAGES[language]?.tool(dir, { host, signal, progress: () => undefined });
    } catch (error) {
      if (!(error instanceof ArchlabError)) throw error;
      missing.push({ language, reason: error.message });
    }
  }
  return missing;
}

interface Starters {
  readonly host: Pick<Host, 'env'>;
  readonly templateDir: string;
  readonly languages: readonly string[];
  /** Everything is installed below this folder. */
  readonly dir: string;
  readonly signal: AbortSignal;
}

/** Installs what the starters depend on, as `archlab start` does, once for all proofs of a lab. @throws ArchlabError MACHINE_* */
export async function installStarters({ host, templateDir, languages, dir, signal }: Starters): Promise<Dependencies> {
  const folders: Record<string, string> = {};
  for (const language of languages) {
    const own = join(dir, 'starters', language);
    await cp(join(templateDir, 'starter', language), own, {
      recursive: true,
      filter: (path) => !/\/(node_modules|\.venv|__pycache__)$/.test(path),
    });
    const installed = await installFor(language, own, { host, signal, progress: () => undefined });
    const folder = LANGUAGES[language]?.folder;
    if (installed && folder !== undefined) folders[language] = join(own, folder);
  }
  return folders;
}
