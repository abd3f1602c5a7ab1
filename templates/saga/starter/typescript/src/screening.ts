import { type Answer, call } from './call.ts';

/** The office that looks at every transfer. It is slow, and it may be asked again: it will say the same. */
export class Screening {
  readonly #url: string;
  readonly #timeoutMs: number;

  constructor(url: string, timeoutMs: number) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  screen(transfer: {
    transferId: string;
    from: string;
    to: string;
    amount: number;
  }): Promise<Answer<{ decision: 'approve' | 'reject' }>> {
    return call('POST', `${this.#url}/screenings`, this.#timeoutMs, transfer);
  }
}
