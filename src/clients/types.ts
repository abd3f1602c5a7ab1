/** How an HTTP operation ended. `refused`: surely did not happen. `unknown`: may have happened (timeout, reset in flight). */
export type HttpReply =
  | {
      readonly outcome: 'reply';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly text: string;
      readonly json: unknown;
      readonly ms: number;
    }
  | { readonly outcome: 'refused'; readonly error: string; readonly ms: number }
  | { readonly outcome: 'unknown'; readonly error: string; readonly ms: number };

export interface HttpRequest {
  readonly method: string;
  /** Path with query, starting with `/`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default 5 000. */
  readonly timeoutMs?: number;
}

/** Drives one solution process; never throws for what the solution does, every call ends with a reply value. Keeps connections alive. */
export interface HttpClient extends AsyncDisposable {
  send(request: HttpRequest): Promise<HttpReply>;
  get(path: string, timeoutMs?: number): Promise<HttpReply>;
  put(path: string, body: unknown, timeoutMs?: number): Promise<HttpReply>;
  post(path: string, body: unknown, timeoutMs?: number): Promise<HttpReply>;
}

/** The truth: queries a server directly, past the proxies. */
export interface Sql extends AsyncDisposable {
  query<Row extends object = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}
