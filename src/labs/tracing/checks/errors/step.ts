import { defineStep } from '../../../../kit.ts';
import { openRig, type Rig } from '../../rig.ts';
import { hygiene } from './hygiene.ts';
import { names } from './names.ts';
import { status } from './status.ts';

export const errorsAndNames = defineStep<Rig>({
  id: 'errors-and-names',
  title: 'Errors and names',
  hints: [
    'A CLIENT span tells how the call went for the caller: 4xx is an error there. A SERVER span tells how the server did: 4xx is none.',
    'Name spans so that they can be counted: by the template of the route. What differs from request to request is an attribute.',
    'A call without an answer has no status code, but it has an error.type: the name of what happened.',
  ],
  stage: (arena) => openRig(arena),
  checks: [status, names, hygiene],
});
