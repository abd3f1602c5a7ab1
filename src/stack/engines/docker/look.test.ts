import { expect, test } from 'vitest';
import { parseLooks } from './look.ts';

const ID = 'a39efab4bb381da7c47ca8c33e623aff19ab2ac333b0e300742af39d9850d837';
const near = new Set(['lo', 'eth0', 'br-a39efab4bb38']);
const line = (name: string, state: string, networks: object | null) =>
  `"/${name}" "${state}" ${JSON.stringify(networks)}`;
const network = (address: string, id = ID) => ({ x_default: { NetworkID: id, IPAddress: address } });

test('each container by its name, with its address where the bridge is on this machine', () => {
  const lines = [line('x-s0-1', 'running', network('172.18.0.3')), line('x-s1-1', 'paused', network('172.18.0.4'))];
  expect([...parseLooks(lines.join('\n'), near)]).toEqual([
    ['x-s0-1', { status: 'running', address: '172.18.0.3' }],
    ['x-s1-1', { status: 'paused', address: '172.18.0.4' }],
  ]);
});

test.each([
  ['Docker Desktop, another host: no such bridge here', 'running', network('172.18.0.3'), new Set(['lo', 'en0'])],
  ['a bridge of another network', 'running', network('172.18.0.3', `0${ID}`), near],
  ['no address yet', 'running', network(''), near],
  ['an engine that answers otherwise', 'running', { x_default: {} }, near],
  ['on no network', 'running', {}, near],
  ['networks unknown', 'running', null, near],
])('%s: no address', (_, state, networks, interfaces) => {
  expect(parseLooks(line('s', state, networks), interfaces).get('s')).toEqual({
    status: 'running',
    address: undefined,
  });
});

test.each(['exited', 'created', 'dead', 'restarting'])('%s: stopped, and its old address is not believed', (state) => {
  const look = parseLooks(line('s', state, network('172.18.0.3')), near).get('s');
  expect(look).toEqual({ status: 'stopped', address: undefined });
});

test('the one network of several whose bridge is here', () => {
  const networks = { other: { NetworkID: 'f'.repeat(64), IPAddress: '10.9.0.2' }, ...network('172.18.0.3') };
  expect(parseLooks(line('s', 'running', networks), near).get('s')?.address).toBe('172.18.0.3');
});

test('a name without the slash, as other engines have it', () => {
  expect(parseLooks('"x-s0-1" "running" {}', near).get('x-s0-1')?.status).toBe('running');
});

test('what does not exist is missing', () => expect(parseLooks('', near).size).toBe(0));
