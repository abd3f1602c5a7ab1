import { type Bench, defineLab } from '../../kit.ts';
import { dieAnywhere } from './checks/die/step.ts';
import { giveUpSafely } from './checks/giveup/step.ts';
import { manyAtOnce } from './checks/many/step.ts';
import { retryOnce } from './checks/retry/step.ts';
import { runTheSaga } from './checks/run/step.ts';
import { twoOrchestrators } from './checks/two/step.ts';
import { learnerUrl, POSTGRES, prepareDatabases, SERVICE_PORT, serviceOf } from './model/databases.ts';
import { DEFAULTS, environmentOf } from './model/settings.ts';

function urlOf(bench: Bench, service: string): string {
  const { host, port } = bench.service(service).endpoint(SERVICE_PORT);
  return `http://${host}:${port}`;
}

/** Saga: transfers between two banks with no common transaction, orchestrated by the learner's program. */
export default defineLab({
  id: 'saga',
  contract: { instances: ['a', 'b'], roles: [], health: '/healthz' },
  prepare: prepareDatabases,
  environment: (bench, { instance }) =>
    environmentOf(
      DEFAULTS,
      {
        database: learnerUrl(bench.service(POSTGRES)),
        bankA: urlOf(bench, serviceOf('a')),
        bankB: urlOf(bench, serviceOf('b')),
        screening: urlOf(bench, 'screening'),
      },
      instance,
    ),
  steps: [runTheSaga, retryOnce, giveUpSafely, dieAnywhere, manyAtOnce, twoOrchestrators],
});
