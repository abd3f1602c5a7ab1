import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

/** Reads traceparent as if nobody ever sent anything odd. */
export class HandMade implements TextMapPropagator {
  readonly #w3c = new W3CTraceContextPropagator();

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    this.#w3c.inject(context, carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = String(getter.get(carrier, 'traceparent') ?? '');
    return header.startsWith('00-') ? this.#w3c.extract(context, carrier, getter) : context;
  }

  fields(): string[] {
    return this.#w3c.fields();
  }
}
