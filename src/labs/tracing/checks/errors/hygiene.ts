import { type Arena, defineCheck, fail, type Judgement, pass, type TraceSpan } from '../../../../kit.ts';
import { type Click, click, inventBasket, times } from '../../click.ts';
import { inventContext } from '../../context.ts';
import { isIdle } from '../../jobs.ts';
import { notPlaced } from '../../judging.ts';
import { type Rig, sentinel, settled } from '../../rig.ts';
import { DB } from '../../settings.ts';
import { inOrder, named } from '../../spans.ts';
import { spellings } from './spellings.ts';

interface Secret {
  readonly what: string;
  readonly text: string;
}

export interface HygieneSeen {
  readonly clicks: readonly Click[];
  readonly secrets: readonly Secret[];
  /** All that have arrived in this step. */
  readonly spans: readonly TraceSpan[];
}

const did =
  'placed orders with a card and an e-mail address made up for this run, one of them declined, and searched all that was exported';

async function observe(arena: Arena, rig: Rig): Promise<HygieneSeen> {
  const visitors = times(4, () => ({ basket: inventBasket(arena.random), sent: inventContext(arena.random) }));
  const clicks: Click[] = [];
  for (const { basket, sent } of visitors) clicks.push(await click(rig.client, basket, { sent }));
  // A refusal takes another way through the code.
  const declined = inventBasket(arena.random);
  rig.stubs.payments.script(() => ({
    kind: 'answer',
    answer: { status: 402, json: { error: { code: 'payment_declined' } } },
  }));
  await click(rig.client, declined, { sent: inventContext(arena.random) });
  rig.stubs.payments.script(undefined);
  await settled(arena, () => isIdle(rig.sql));
  await sentinel(arena, rig);
  const password = arena.service(DB).plan.environment.POSTGRES_PASSWORD ?? '';
  const secrets = [...visitors.map(({ basket }) => basket), declined].flatMap(({ card, email }) => [
    { what: 'card number', text: card },
    { what: 'e-mail address', text: email },
  ]);
  return {
    clicks,
    secrets: [...secrets, { what: 'database password', text: password }],
    spans: inOrder(rig.otlp.spans),
  };
}

/** Pure. */
export function judgeHygiene({ clicks, secrets, spans }: HygieneSeen): Judgement {
  const bad = notPlaced(did, clicks);
  if (bad) return bad;
  const wanted = secrets.flatMap(({ what, text }) => spellings(text).map((spelling) => ({ what, spelling })));
  let texts = 0;
  for (const span of spans) {
    for (const [place, text] of textsOf(span, '')) {
      texts++;
      const found = wanted.find(({ spelling }) => text.includes(spelling));
      if (found)
        return fail({
          did,
          expected: 'no card number, e-mail address or password in anything that is exported',
          observed: `a customer’s ${found.what} is in ${place} of ${named(span)}`.replace(
            'a customer’s database',
            'the database',
          ),
          look: ['what is recorded of statements, bodies and errors: parameters belong into no attribute'],
        });
    }
  }
  return pass({ texts });
}

/** Every text of a span, with the place where it stands: `attributes.db.query.text`. */
function* textsOf(value: unknown, place: string): Generator<[place: string, text: string]> {
  if (typeof value === 'string') yield [place, value];
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      yield [`a key of ${place}`, key];
      yield* textsOf(inner, place === '' ? key : `${place}.${key}`);
    }
}

export const hygiene = defineCheck<Rig, HygieneSeen>({
  id: '4c',
  title: 'No secret of a customer or of the system is exported',
  limitMs: 45_000,
  minimum: { texts: 500 },
  observe,
  judge: judgeHygiene,
});
