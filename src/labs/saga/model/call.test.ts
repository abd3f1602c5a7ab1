import { expect, test } from 'vitest';
import { readCall } from './call.ts';

const read = (method: string, path: string, body: object = {}) => {
  const { kind, id, amount } = readCall({ method, path, body: JSON.stringify(body) });
  return `${kind} ${id} ${amount}`;
};

test('calls by method and path, with the amount and transfer of their body', () => {
  expect(read('PUT', '/holds/h-1', { amount: 7, transferId: 't' })).toBe('hold h-1 7');
  expect(read('POST', '/holds/h-1/release')).toBe('release h-1 undefined');
  expect(read('POST', '/holds/h-1/capture')).toBe('capture h-1 undefined');
  expect(read('GET', '/holds/h-1')).toBe('read hold h-1 undefined');
  expect(read('PUT', '/credits/c-1', { amount: 7 })).toBe('credit c-1 7');
  expect(read('POST', '/credits/c-1/void')).toBe('void c-1 undefined');
  expect(read('GET', '/credits/c-1')).toBe('read credit c-1 undefined');
  expect(read('POST', '/screenings', { transferId: 't-9', amount: 7 })).toBe('screening t-9 7');
  expect(read('GET', '/accounts/a:x')).toBe('other /accounts/a:x undefined');
});

test('a body that is no JSON names nothing', () => {
  expect(readCall({ method: 'PUT', path: '/holds/h', body: '{' })).toMatchObject({ kind: 'hold', amount: undefined });
});
