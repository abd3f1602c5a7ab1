import { type Answer, call } from './call.ts';

/** What a hold or a credit is about. The same id with another body is refused (422). */
export interface Posting {
  account: string;
  amount: number;
  transferId: string;
}

/** One bank. You choose the ids of holds and credits. See the README for what it answers. */
export class Bank {
  readonly #url: string;
  readonly #timeoutMs: number;

  constructor(url: string, timeoutMs: number) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  /** Sets money aside. 200/201, 409 `insufficient_funds` `account_closed` `released`, 404 `no_account`, 422. */
  putHold(id: string, posting: Posting): Promise<Answer> {
    return this.#call('PUT', `/holds/${id}`, posting);
  }

  /** Gives the money back. 200, also for an id the bank has never seen; 409 `captured`. */
  releaseHold(id: string): Promise<Answer> {
    return this.#call('POST', `/holds/${id}/release`);
  }

  /** Takes the money for good. 200, 409 `released`, 404. */
  captureHold(id: string): Promise<Answer> {
    return this.#call('POST', `/holds/${id}/capture`);
  }

  getHold(id: string): Promise<Answer<Posting & { state: string }>> {
    return this.#call('GET', `/holds/${id}`);
  }

  /** Pays. The receiver can spend it at once, and there is no way back. 200/201, 409 `account_closed` `voided`, 404, 422. */
  putCredit(id: string, posting: Posting): Promise<Answer> {
    return this.#call('PUT', `/credits/${id}`, posting);
  }

  /** Makes sure that a credit will never be paid. 200, also for an id the bank has never seen; 409 `applied`. */
  voidCredit(id: string): Promise<Answer> {
    return this.#call('POST', `/credits/${id}/void`);
  }

  getCredit(id: string): Promise<Answer<Posting & { state: string }>> {
    return this.#call('GET', `/credits/${id}`);
  }

  #call<Body>(method: string, path: string, body?: object): Promise<Answer<Body>> {
    return call(method, this.#url + path, this.#timeoutMs, body);
  }
}
