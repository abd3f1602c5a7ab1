import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, BuildOptions } from 'esbuild';
import { ArchlabError } from '../errors/error.ts';
import { readTextIfAny, writeAtomically } from '../host/files.ts';
import type { Host } from '../host/host.ts';
import { labPaths } from './paths.ts';

type Esbuild = typeof import('esbuild');

// CommonJS dependencies inside an ES module bundle need a `require`.
const BANNER = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

/**
 * Builds the grader and the stub services of a pack's lab into the pack's `dist/`, where a published pack has them already. With the
 * pack's own esbuild: archlab ships none (docs/adr/0008).
 * @throws ArchlabError PACK_BUILD
 */
export async function buildLab(host: Pick<Host, 'dirs'>, home: string, lab: string): Promise<void> {
  const { source, code } = labPaths(home, lab);
  const entry = join(source, 'lab.ts');
  if (!existsSync(entry)) {
    if (existsSync(code)) return;
    throw new ArchlabError('PACK_BUILD', `The lab ${lab} has no code: ${entry} is missing.`);
  }
  const esbuild = await esbuildOf(host, home);
  if (esbuild === undefined) return demandFresh(home, lab);
  const services = join(source, 'services');
  const options: BuildOptions = {
    absWorkingDir: home,
    outdir: join(home, 'dist'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    keepNames: true,
    // The kit of the archlab that runs, whichever the pack has installed for its types.
    alias: { 'archlab/kit': join(host.dirs.package, 'dist', 'kit.js') },
    external: ['pg-native'],
    banner: { js: BANNER },
    logLevel: 'silent',
  };
  try {
    await build(esbuild, { ...options, entryPoints: { [`labs/${lab}`]: entry } });
    const programs = (existsSync(services) ? await readdir(services) : []).filter((name) =>
      /(?<!\.test)\.ts$/.test(name),
    );
    const entryPoints = Object.fromEntries(
      programs.map((name) => [`services/${lab}/${name.slice(0, -3)}`, join(services, name)]),
    );
    if (programs.length > 0) await build(esbuild, { ...options, entryPoints, outExtension: { '.js': '.mjs' } });
  } catch (error) {
    throw isBuildFailure(error) ? explained(home, lab, error) : error;
  } finally {
    await esbuild.stop();
  }
}

/** Writes only what differs: another archlab may be reading it at this moment. */
async function build(esbuild: Esbuild, options: BuildOptions): Promise<void> {
  const { outputFiles = [] } = await esbuild.build({ ...options, write: false });
  for (const { path, text } of outputFiles) {
    if ((await readTextIfAny(path)) !== text) await writeAtomically(path, text);
  }
}

/** The pack's, or the one that lies beside archlab, as in a clone of it. */
async function esbuildOf(host: Pick<Host, 'dirs'>, home: string): Promise<Esbuild | undefined> {
  for (const folder of [home, host.dirs.package]) {
    try {
      const path = createRequire(join(folder, 'package.json')).resolve('esbuild');
      return ((await import(pathToFileURL(path).href)) as { default: Esbuild }).default;
    } catch {
      // Not there, or not for this platform: the next one.
    }
  }
  return undefined;
}

/** Without a compiler, what was built before will do, if nothing has changed since. */
async function demandFresh(home: string, lab: string): Promise<void> {
  const { code, source } = labPaths(home, lab);
  if (existsSync(code) && (await newest(source)) <= (await stat(code)).mtimeMs) return;
  throw new ArchlabError('PACK_BUILD', `The lab ${lab} must be built, and esbuild is not installed in ${home}.`, {
    fix: `cd ${home} && npm install   (its package.json must have esbuild among its devDependencies)`,
  });
}

/** When a file, or the newest file of a folder, was changed. */
export async function newest(path: string): Promise<number> {
  const about = await stat(path);
  if (!about.isDirectory()) return about.mtimeMs;
  const files = await readdir(path, { recursive: true });
  const times = await Promise.all(files.map(async (name) => (await stat(join(path, name))).mtimeMs));
  return Math.max(0, ...times);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function explained(home: string, lab: string, { errors }: BuildFailure): ArchlabError {
  const [first] = errors;
  const at = first?.location;
  const where = at ? `${relative(home, join(home, at.file))}, line ${at.line}: ` : '';
  return new ArchlabError('PACK_BUILD', `The lab ${lab} cannot be built. ${where}${first?.text ?? 'esbuild failed'}`, {
    details: at ? [`${at.line} | ${at.lineText}`] : [],
    fix: `Correct the line named above${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}.`,
  });
}
