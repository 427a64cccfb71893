import { z } from 'zod';

const MOMENT = z.iso.datetime();

/** The payload of an analyse job: a range of document ids, both ends included. Never text. */
const FIELDS = {
  runId: z.int().positive(),
  modelId: z.int().positive(),
  from: z.int().positive(),
  to: z.int().positive(),
  /** Only documents with a comment in this time range. */
  span: z.strictObject({ since: MOMENT.optional(), until: MOMENT.optional() }).optional(),
  /** W3C traceparent of the process that queued it. */
  trace: z
    .string()
    .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
    .optional(),
};
const PAYLOAD = z
  .strictObject(FIELDS)
  .refine((payload) => payload.from <= payload.to, 'from must not exceed to');

export type AnalysePayload = z.infer<typeof PAYLOAD>;

/** What is wrong with a payload: the kind of fault and a field of ours, never its content. */
export function payloadFault(error: unknown): string {
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
  const field = issue?.path.find((name) => typeof name === 'string' && Object.hasOwn(FIELDS, name));
  return [issue?.code ?? 'unreadable', ...(field ? [`in ${String(field)}`] : [])].join(' ');
}

/** Checks a payload: when it is queued, and when a worker takes it. @throws z.ZodError */
export function parsePayload(data: unknown): AnalysePayload {
  return PAYLOAD.parse(data);
}
