import type { Random, SpanToSend } from '../../../kit.ts';
import { inventContext } from '../context.ts';

type Kind = SpanToSend['kind'];

export interface DraftSpan {
  readonly name: string;
  readonly kind?: Kind;
  readonly service?: string;
  /** Since the beginning of the trace. */
  readonly from: number;
  readonly to: number;
  readonly failed?: boolean;
}

const WORDS = [
  'stock',
  'price',
  'label',
  'quote',
  'address',
  'coupon',
  'basket',
  'parcel',
  'route',
  'receipt',
  'refund',
];

/** A trace in the making; ids, names and the time of day are of this run. */
export class Draft {
  readonly spans: SpanToSend[] = [];
  readonly #random: Random;
  readonly #traceId: string;
  readonly #origin: number;
  readonly #names: string[];

  constructor(random: Random) {
    this.#random = random;
    this.#traceId = inventContext(random).traceId;
    // Some moment of the last months.
    this.#origin = 1_790_000_000_000 + random.int(0, 5_000_000_000);
    this.#names = random.shuffle(WORDS);
  }

  add(parent: string, { name, kind = 'internal', service = 'orders', from, to, failed = false }: DraftSpan): string {
    const { spanId } = inventContext(this.#random);
    // A fraction of a millisecond, as real clocks have.
    const jitter = () => this.#random.int(0, 300) / 1000;
    this.spans.push({
      ...{ traceId: this.#traceId, spanId, parentSpanId: parent, name, kind, service },
      startMs: this.#origin + from + jitter(),
      endMs: this.#origin + to + jitter(),
      status: { code: failed ? 'error' : 'unset', message: '' },
    });
    return spanId;
  }

  /** A name that this trace has not used. */
  name(): string {
    const word = this.#names.pop() ?? 'work';
    return `${this.#random.pick(['GET', 'POST', 'load', 'check', 'find'])} ${word}-${this.#random.word(2)}${this.#random.int(0, 9)}`;
  }
}
