import { expect, test } from 'vitest';
import { readOrder } from './order.ts';
import { item, line } from './samples.ts';

const order = { orderId: 'o-1', degraded: false, lines: [line(item(1))] };

test('reads an order', () => {
  expect(readOrder(order)).toBe(order);
});

test('says what is wrong with one', () => {
  expect(readOrder({})).toBe('orderId should be a string, is missing');
  expect(readOrder(undefined)).toBe('orderId should be a string, is missing');
  expect(readOrder({ ...order, degraded: 'no' })).toBe('degraded should be true or false, is "no"');
  expect(readOrder({ ...order, lines: {} })).toBe('lines should be a list, is {}');
  const [first] = order.lines;
  expect(readOrder({ ...order, lines: [first, { ...first, product: null }] })).toBe(
    'lines[1].product.name should be a string or null, is missing',
  );
  expect(readOrder({ ...order, lines: [{ ...first, product: { ...first?.product, source: 'db' } }] })).toBe(
    'lines[0].product.source should be "live", "cache" or "none", is "db"',
  );
  expect(readOrder({ ...order, lines: [{ ...first, product: { ...first?.product, fetchedAt: 'soon' } }] })).toBe(
    'lines[0].product.fetchedAt should be a time or null, is "soon"',
  );
});
