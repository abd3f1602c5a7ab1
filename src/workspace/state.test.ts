import { expect, test } from 'vitest';
import { newState, parseState } from './state.ts';

test('a state comes back as it was written', () => {
  const state = newState('sharding', 'go');
  expect(parseState(JSON.stringify(state), 'f')).toEqual(state);
  expect(newState('sharding', 'go').id).not.toBe(state.id);
});

test.each([
  ['half a file', '{"schema":1,"id":"ab', /not valid JSON/],
  ['another thing', '[]', /lacks/],
  ['null', 'null', /no object/],
  ['a path for an id', JSON.stringify({ ...newState('a', 'b'), id: '../x' }), /lacks/],
  ['running without a stack', JSON.stringify({ ...newState('a', 'b'), phase: 'running' }), /lacks/],
  ['a newer schema', JSON.stringify({ ...newState('a', 'b'), schema: 2 }), /newer archlab/],
])('%s is refused', (_, text, message) => {
  expect(() => parseState(text, 'state.json')).toThrow(
    expect.objectContaining({ code: 'WORKSPACE_STATE', message: expect.stringMatching(message) }),
  );
});
