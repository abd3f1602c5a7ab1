// Builds dist/: the CLI as split ES modules (only the command used is loaded), the labs, their stub services, and the catalogue's index.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const list = async (folder) => (existsSync(join(root, folder)) ? readdir(join(root, folder)) : []);

async function entryPoints() {
  const cli = { cli: 'src/cli.ts' };
  const services = {};
  for (const lab of await list('src/labs')) {
    cli[`labs/${lab}`] = `src/labs/${lab}/lab.ts`;
    for (const file of await list(`src/labs/${lab}/services`)) {
      if (file.endsWith('.ts') && !file.endsWith('.test.ts')) {
        services[`services/${lab}/${file.slice(0, -3)}`] = `src/labs/${lab}/services/${file}`;
      }
    }
  }
  return { cli, services };
}

const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  minify: true,
  // Stack traces in bug reports must be readable: names stay.
  keepNames: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // CommonJS dependencies inside an ES module bundle need a `require`.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  // pg looks for its native twin; nobody installs it.
  external: ['pg-native'],
  logLevel: 'warning',
};

await rm(join(root, 'dist'), { recursive: true, force: true });
const { cli, services } = await entryPoints();
await esbuild.build({
  ...common,
  entryPoints: cli,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  // We tell chalk whether to colour; its own look at the terminal costs every start more than chalk itself.
  alias: { '#supports-color': './node_modules/chalk/source/vendor/supports-color/browser.js' },
});
// The charting library is inside of dist and, being large, no dependency of the package: its licences go with it.
for (const [name, file] of [
  ['echarts', 'LICENSE'],
  ['echarts', 'NOTICE'],
  ['zrender', 'LICENSE'],
]) {
  await mkdir(join(root, 'dist/licenses', name), { recursive: true });
  await copyFile(join(root, 'node_modules', name, file), join(root, 'dist/licenses', name, file));
}
// The kit for lab packs, which bundle what they use of it: by itself it is small, whatever else its modules hold.
// Without the banner: the lab's own bundle has one.
await esbuild.build({ ...common, banner: {}, entryPoints: { kit: 'src/kit.ts' } });
// One whole file each, and .mjs: `start` copies it into a workspace, where it runs under whatever package.json is there, or none.
await esbuild.build({ ...common, entryPoints: services, outExtension: { '.js': '.mjs' } });
if (existsSync(join(root, 'scripts/build-index.mjs'))) await (await import('./build-index.mjs')).buildIndex(root);
// The types of the kit, which authors of lab packs write against.
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.kit.json'], {
  cwd: root,
  stdio: 'inherit',
});
// npx looks upwards from a workspace for node_modules/.bin: so that `npx archlab` works in workspaces below a clone, too.
const link = join(root, 'node_modules/.bin/archlab');
if (process.platform !== 'win32' && existsSync(dirname(link)) && !existsSync(link)) {
  await symlink('../../bin/archlab.js', link);
}
// `archlab --help` as the parser prints it: bin/archlab.js shows this file and loads nothing.
await writeFile(join(root, 'dist/help.txt'), execFileSync(process.execPath, [join(root, 'dist/cli.js'), '--help']));
