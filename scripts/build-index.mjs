// Turns labs.yaml into dist/catalogue.json, validated here once, so that `archlab list` parses no YAML; and the names of the steps,
// checks, instances and roles in the labs' code into dist/outlines.json, so that completing one of them loads no lab.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

export async function buildIndex(root) {
  const outfile = join(root, 'dist', 'build-catalogue.mjs');
  await esbuild.build({
    stdin: {
      contents: "export * from './src/catalogue/parse.ts'; export * from './src/catalogue/outline.ts';",
      resolveDir: root,
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    logLevel: 'warning',
  });
  const { parseCatalogue, outlineOf } = await imported(outfile);
  const file = 'labs.yaml';
  const catalogue = parseCatalogue(file, await readFile(join(root, file), 'utf8'));
  await writeFile(join(root, 'dist', 'catalogue.json'), JSON.stringify(catalogue));
  const outlines = {};
  for (const lab of await readdir(join(root, 'dist', 'labs'))) {
    const { default: code } = await imported(join(root, 'dist', 'labs', lab));
    outlines[code.id] = outlineOf(code);
  }
  await writeFile(join(root, 'dist', 'outlines.json'), JSON.stringify(outlines));
  await rm(outfile);
}

async function imported(file) {
  return import(pathToFileURL(file).href);
}
