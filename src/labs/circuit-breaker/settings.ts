/** What the environment tells a breaker; times in ms. */
export interface Settings {
  readonly callTimeoutMs: number;
  readonly window: number;
  readonly minCalls: number;
  readonly failurePercent: number;
  readonly openMs: number;
  readonly halfOpenCalls: number;
}

export const DEFAULTS: Settings = {
  callTimeoutMs: 300,
  window: 20,
  minCalls: 10,
  failurePercent: 50,
  openMs: 1500,
  halfOpenCalls: 3,
};

/** The port of both services inside their containers. */
export const SERVICE_PORT = 3000;

export function environmentOf(
  settings: Settings,
  urls: { readonly catalog: string; readonly reviews: string },
): Record<string, string> {
  return {
    CATALOG_URL: urls.catalog,
    REVIEWS_URL: urls.reviews,
    CALL_TIMEOUT_MS: String(settings.callTimeoutMs),
    BREAKER_WINDOW: String(settings.window),
    BREAKER_MIN_CALLS: String(settings.minCalls),
    BREAKER_FAILURE_PERCENT: String(settings.failurePercent),
    BREAKER_OPEN_MS: String(settings.openMs),
    BREAKER_HALF_OPEN_CALLS: String(settings.halfOpenCalls),
  };
}
