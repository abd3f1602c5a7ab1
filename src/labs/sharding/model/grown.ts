import type { Failure } from '../../../kit.ts';
import { type Call, statusOf } from './api.ts';
import { type MigrationEnd, stateOf } from './migration.ts';
import { answer, seconds } from './say.ts';

/** The failure of a migration that was not accepted or did not end well; undefined when it says done. */
export function growthFailure(
  did: string,
  added: Call | undefined,
  end: MigrationEnd | undefined,
): Failure | undefined {
  const expected =
    '202 {"state":"running",…} for POST /admin/shards, then GET /admin/migration says "done" within 30 s.';
  if (!added || statusOf(added) !== 202)
    return {
      did,
      expected,
      observed: added ? `POST /admin/shards got ${answer(added)}.` : 'the shard could not be added.',
      look: ['The handler of POST /admin/shards: it starts the move and answers before the move is over.'],
    };
  if (end?.state === 'done') return undefined;
  const last = end ? answer(end.last) : 'nothing';
  const after = end ? ` ${seconds(end.tookMs)} after the 202` : '';
  return {
    did,
    expected,
    observed:
      end && stateOf(end.last) === 'failed'
        ? `the migration failed: ${last}.`
        : `GET /admin/migration still got ${last}${after}.`,
    look: ['What the move is waiting for, and where it says that it is over (or why it stopped).'],
  };
}
