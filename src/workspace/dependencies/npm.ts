import type { Language } from './language.ts';
import { installWith, runTool, toolMissing } from './tool.ts';

const INSTALL = ['ci', '--prefer-offline', '--no-audit', '--no-fund'];
/** Without network, npm's own patience (minutes) helps nobody. */
const IMPATIENT = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000'];

export const npm: Language = {
  lock: 'package-lock.json',
  folder: 'node_modules',
  downloadMb: 42,
  sources: 'src/*.ts',
  async tool(dir, context) {
    const { ok, output } = await runTool({ dir, program: 'npm', args: ['--version'], missing }, context);
    if (!ok) throw missing();
    return `npm ${output}`;
  },
  // Without asking for npm's version first, which takes longer than all the rest when there is little to install.
  async install(dir, context) {
    context.progress('installing dependencies (npm ci)');
    await installWith({ dir, program: 'npm', args: [...INSTALL, ...IMPATIENT], missing }, 'npm ci', context);
  },
};

const missing = () =>
  toolMissing(
    'npm was not found; starters in TypeScript need it for their dependencies.',
    'Install npm (it comes with Node.js)',
  );
