import { join } from 'node:path';
import type { InstallContext, Language } from './language.ts';
import { installWith, runTool, toolMissing } from './tool.ts';

const MINIMUM = [3, 11] as const;
// The second import is the one that Debian leaves out of python3.
const EXAMINE = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); import venv, ensurepip';
const INSTALL = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'];
/** Without network, pip's own patience helps nobody. */
const IMPATIENT = ['--retries', '1'];

/** A virtual environment in the workspace, so that nothing is installed anywhere else. */
export const python: Language = {
  lock: 'requirements.txt',
  folder: '.venv',
  downloadMb: 7,
  sources: 'src/*.py',
  tool,
  async install(dir, context) {
    await tool(dir, context);
    const requirements = ['-r', 'requirements.txt'];
    const byHand = `python3 -m venv .venv && .venv/bin/python -m pip install ${requirements.join(' ')}`;
    context.progress('installing dependencies (making .venv)');
    await installWith({ dir, program: 'python3', args: ['-m', 'venv', '.venv'], missing }, byHand, context);
    context.progress('installing dependencies (pip install)');
    const program = join(dir, '.venv', 'bin', 'python');
    await installWith({ dir, program, args: [...INSTALL, ...IMPATIENT, ...requirements], missing }, byHand, context);
  },
};

async function tool(dir: string, context: InstallContext): Promise<string> {
  const { ok, output } = await runTool({ dir, program: 'python3', args: ['-c', EXAMINE], missing }, context);
  const [, version = '', major, minor] = /^((\d+)\.(\d+)\.\d+)/.exec(output) ?? [];
  if (version === '') throw missing();
  const enough = Number(major) > MINIMUM[0] || (Number(major) === MINIMUM[0] && Number(minor) >= MINIMUM[1]);
  if (!enough) throw toolMissing(`Python ${version} is too old for the starter; ${NEEDED}.`, INSTALL_PYTHON);
  if (ok) return `Python ${version}`;
  throw toolMissing(
    `Python ${version} is here, but not its modules venv and ensurepip; the starter needs them for its dependencies.`,
    'Install them (on Debian and Ubuntu: the package python3-venv)',
  );
}

const NEEDED = `${MINIMUM.join('.')} or newer is needed`;
const INSTALL_PYTHON = `Install Python ${MINIMUM.join('.')} or newer as python3 (on Debian and Ubuntu: the packages python3 and python3-venv; elsewhere from python.org)`;
const missing = () => toolMissing(`python3 was not found; the starter is in Python, and ${NEEDED}.`, INSTALL_PYTHON);
