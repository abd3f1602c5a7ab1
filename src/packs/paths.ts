import { join } from 'node:path';

/** Where the parts of a lab are in its home. */
export function labPaths(home: string, lab: string) {
  return {
    template: join(home, 'templates', lab),
    source: join(home, 'src', 'labs', lab),
    proofs: join(home, 'test', 'labs', lab),
    /** The grader, built. */
    code: join(home, 'dist', 'labs', `${lab}.js`),
    /** Stub services, built: one .mjs each. */
    services: join(home, 'dist', 'services', lab),
  };
}
