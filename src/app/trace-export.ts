import { setTimeout as pause } from 'node:timers/promises';
import { VERSION } from '../version.ts';

const LAST_SPANS_MS = 3_000;

/** Sends spans to the OTLP endpoint (HTTP, `/v1/traces`) until it is closed. Loaded only where one is configured. */
export async function startTraceExport(endpoint: string): Promise<{ close(): Promise<void> }> {
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      ...{ 'service.name': 'verbatim', 'service.version': VERSION, 'process.pid': process.pid },
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  return {
    async close() {
      // A collector that does not answer must not keep a command from ending.
      await Promise.race([
        provider.shutdown().catch(() => {}),
        pause(LAST_SPANS_MS, undefined, { ref: false }),
      ]);
    },
  };
}
