import type { InstallContext, Language } from './language.ts';
import { installWith, runTool, toolMissing } from './tool.ts';

const MINIMUM = '1.24';

/** Modules go into the user's module cache, which all workspaces share. */
export const go: Language = {
  lock: 'go.mod',
  downloadMb: 10,
  sources: '*.go',
  tool,
  async install(dir, context) {
    await tool(dir, context);
    context.progress('installing dependencies (go mod download)');
    await installWith({ dir, program: 'go', args: ['mod', 'download'], missing }, 'go mod download', context);
    // The first build compiles the standard library too, which takes longer than all later ones together. Better now, while
    // the servers start, than in the first verify. What comes of it is of no interest: the code is the learner's by now.
    context.progress('compiling dependencies (go build)');
    await runTool({ dir, program: 'go', args: ['build', '-buildvcs=false', '-o', '/dev/null', '.'], missing }, context);
  },
};

/** Asked in the workspace: a go that can fetch the version which go.mod names does so, and answers as that version. */
async function tool(dir: string, context: InstallContext): Promise<string> {
  const { ok, output } = await runTool({ dir, program: 'go', args: ['version'], missing }, context);
  const [, version = '', major, minor] = /\bgo((\d+)\.(\d+)[\w.]*)/.exec(output) ?? [];
  const [wantedMajor, wantedMinor] = MINIMUM.split('.').map(Number) as [number, number];
  const enough = Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
  if (ok && enough) return `Go ${version}`;
  if (version === '') throw missing();
  throw toolMissing(`The installed Go cannot build the starter, ${NEEDED}: ${output.split('\n')[0]}`, INSTALL_GO);
}

const NEEDED = `which needs ${MINIMUM} or newer`;
const INSTALL_GO = `Install Go ${MINIMUM} or newer (from go.dev/dl, or as the package golang of a recent distribution)`;
const missing = () => toolMissing(`go was not found; the starter is in Go, ${NEEDED}.`, INSTALL_GO);
