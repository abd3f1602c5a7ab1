import {
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

/** Reads traceparent as if nobody ever sent anything odd. */
export class HandMade implements TextMapPropagator {
  readonly #w3c = new W3CTraceContextPropagator();

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    this.#w3c.inject(context, carrier, setter);
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = getter.get(carrier, 'traceparent');
    const [, traceId, spanId, flags] = String(header ?? '').split('-');
    if (!traceId || !spanId || !flags) return context;
    const traceFlags = flags.endsWith('1') ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const plain = this.#w3c.extract(context, carrier, getter);
    const traceState = trace.getSpanContext(plain)?.traceState;
    return trace.setSpanContext(context, {
      traceId,
      spanId,
      traceFlags,
      isRemote: true,
      ...(traceState && { traceState }),
    });
  }

  fields(): string[] {
    return this.#w3c.fields();
  }
}
