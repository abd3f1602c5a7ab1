import { defineCheck, fail, type Judgement, pass } from '../../../../kit.ts';
import { type Call, errorOf, statusOf } from '../../model/api.ts';
import { answer, request } from '../../model/say.ts';
import { viewer } from '../../model/viewers.ts';
import type { RouteStage } from './stage.ts';

interface Case {
  /** What is wrong with the request, for the sentence. */
  readonly why: string;
  readonly status: number;
  readonly code: string;
  readonly call: Call;
}

export interface ErrorsSeen {
  readonly cases: readonly Case[];
}

const event = { eventId: 'e-1', videoId: 'v-1', seconds: 60 };

export const errors = defineCheck<RouteStage, ErrorsSeen>({
  id: '1c',
  title: 'Errors have the status and the shape of the contract',
  minimum: { requests: 9 },
  async observe(arena, { a: { api } }) {
    arena.note('sending requests that the contract refuses');
    const { id: _, ...body } = viewer('u-wrong');
    // For a viewer that exists, or else 404 would be right as well.
    const known = '/users/u-known/events';
    await api.put(viewer('u-known'));
    const asked: [why: string, status: number, code: string, call: Promise<Call>][] = [
      ['no such viewer', 404, 'not_found', api.get('nobody')],
      ['no such viewer', 404, 'not_found', api.event('nobody', event)],
      ['an id with a character that is not allowed', 400, 'bad_request', api.raw('PUT', '/users/u%20x', body)],
      ['an id of 65 characters', 400, 'bad_request', api.raw('PUT', `/users/${'u'.repeat(65)}`, body)],
      ['no email', 400, 'bad_request', api.raw('PUT', '/users/u-wrong', { name: 'Ann', region: 'us' })],
      ['a name that is a number', 400, 'bad_request', api.raw('PUT', '/users/u-wrong', { ...body, name: 7 })],
      ['0 seconds', 400, 'bad_request', api.raw('POST', known, { ...event, seconds: 0 })],
      ['no eventId', 400, 'bad_request', api.raw('POST', known, { videoId: 'v-1', seconds: 60 })],
      [
        'a region that no shard has',
        422,
        'unknown_region',
        api.raw('PUT', '/users/u-wrong', { ...body, region: 'moon' }),
      ],
    ];
    const cases = asked.map(async ([why, status, code, call]) => ({ why, status, code, call: await call }));
    return { cases: await Promise.all(cases) };
  },
  judge({ cases }): Judgement {
    const bad = cases.find(({ call, status, code }) => statusOf(call) !== status || !shaped(call, code));
    if (!bad) return pass({ requests: cases.length });
    return fail({
      did: `${request(bad.call)} (${bad.why}).`,
      expected: `${bad.status} {"error":{"code":"${bad.code}","message":"…"}}.`,
      observed: answer(bad.call),
      look: ['The table of errors in README.md, and the place where your program turns an error into a reply.'],
    });
  },
});

function shaped(call: Call, code: string): boolean {
  const error = errorOf(call);
  return error.code === code && typeof error.message === 'string';
}
