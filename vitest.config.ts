import { defineConfig } from 'vitest/config';
import { PROOF_SLOTS } from './test/labs/support/slots.ts';

// The kind of a test is its suffix; each kind promises what it touches (docs/testing.md).
const project = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, exclude: ['**/node_modules/**', '**/dist/**'], ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['src/**/*.test.ts', 'test/architecture/*.test.ts', '.ci/*.test.mjs', 'scripts/**/*.test.mjs']),
      project('contract', ['test/contract/**/*.contract.ts'], { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('browser', ['test/browser/**/*.browser.ts'], { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('e2e', ['test/e2e/**/*.e2e.ts'], {
        testTimeout: 120_000,
        hookTimeout: 240_000,
        fileParallelism: false,
        globalSetup: ['test/e2e/support/install.ts'],
      }),
      project('docker', ['test/**/*.docker.ts'], {
        maxConcurrency: 1,
        globalSetup: ['test/e2e/support/install.ts'],
        testTimeout: 180_000,
        hookTimeout: 180_000,
        fileParallelism: false,
      }),
      project('proof', ['test/labs/**/*.proof.ts'], {
        testTimeout: 300_000,
        // Dependencies in several languages are installed first; the first build with Go compiles its standard library.
        hookTimeout: 300_000,
        maxConcurrency: PROOF_SLOTS,
      }),
    ],
  },
});
