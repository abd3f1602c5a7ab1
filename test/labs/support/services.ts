import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the stub services in `folder` as the package's build does, into `to`; returns `to`. */
export async function buildServices(folder: string, to: string): Promise<string> {
  const programs = existsSync(folder) ? readdirSync(folder).filter((name) => /(?<!\.test)\.ts$/.test(name)) : [];
  if (programs.length === 0) return to;
  await build({
    entryPoints: programs.map((name) => join(folder, name)),
    outdir: to,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    // As in the package's build: what a stub needs of CommonJS, and the twin that pg looks for.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    external: ['pg-native'],
    logLevel: 'warning',
  });
  return to;
}
