import { context, propagation, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { VerbatimError } from './errors/verbatim-error.ts';

/**
 * Spans from an import to the rows of its analyses. Without an endpoint (OTEL_EXPORTER_OTLP_ENDPOINT) nothing is
 * recorded. Attributes are ids and counts, never text.
 */

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/**
 * Runs `work` in a span of its own.
 * @param parent a `traceparent` of another process; default: the span that is open here
 */
export async function traced<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
  parent?: string,
): Promise<T> {
  const tracer = trace.getTracer('verbatim');
  const around = parent ? propagation.extract(context.active(), { traceparent: parent }) : context.active();
  return tracer.startActiveSpan(name, { attributes }, around, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      // Only the code: other messages may hold text.
      const message = error instanceof VerbatimError ? error.code : 'INTERNAL';
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The open span, for another process (W3C `traceparent`); undefined when nothing is recorded. */
export function traceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}
