import { defineLab } from '../../kit.ts';
import { bottleneck } from './checks/bottleneck/step.ts';
import { errorsAndNames } from './checks/errors/step.ts';
import { firstTrace } from './checks/first-trace/step.ts';
import { logsMeetTraces } from './checks/logs/step.ts';
import { asyncHop } from './checks/queue/step.ts';
import { samplingAndOutage } from './checks/sampling/step.ts';
import { oneTree } from './checks/tree/step.ts';
import { prepareDatabase } from './database.ts';
import { environmentOf, ownAddresses, ROLES } from './settings.ts';

/** Tracing: one click through five processes, as one trace. */
export default defineLab({
  id: 'tracing',
  contract: { instances: ['a'], roles: ROLES, health: '/healthz' },
  prepare: prepareDatabase,
  environment: (bench, { instance, role = 'gateway', urls }) =>
    environmentOf(role, instance, ownAddresses(bench, urls?.orders ?? '')),
  steps: [firstTrace, oneTree, asyncHop, errorsAndNames, samplingAndOutage, logsMeetTraces, bottleneck],
});
