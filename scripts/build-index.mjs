// Turns labs.yaml into dist/catalogue.json: validated here once, so that `archlab list` parses no YAML.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

export async function buildIndex(root) {
  const outfile = join(root, 'dist', 'build-catalogue.mjs');
  await esbuild.build({
    entryPoints: [join(root, 'src/catalogue/parse.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    logLevel: 'warning',
  });
  const { parseCatalogue } = await import(pathToFileURL(outfile).href);
  const file = 'labs.yaml';
  const catalogue = parseCatalogue(file, await readFile(join(root, file), 'utf8'));
  await writeFile(join(root, 'dist', 'catalogue.json'), JSON.stringify(catalogue));
  const { rm } = await import('node:fs/promises');
  await rm(outfile);
}
