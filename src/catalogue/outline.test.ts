import { expect, test } from 'vitest';
import lab from '../labs/tracing/lab.ts';
import { outlineOf } from './outline.ts';

test('the names in a lab, without its code', () => {
  const { instances, roles, steps } = JSON.parse(JSON.stringify(outlineOf(lab)));
  expect({ instances, roles }).toEqual({ instances: lab.contract.instances, roles: lab.contract.roles });
  expect(steps[0]).toEqual({
    id: lab.steps[0]?.id,
    title: lab.steps[0]?.title,
    checks: lab.steps[0]?.checks.map(({ id, title }) => ({ id, title })),
  });
  expect(steps).toHaveLength(lab.steps.length);
});
