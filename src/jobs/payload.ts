import { z } from 'zod';

/** What an analyse job carries: a range of document ids, both ends included. Never text. */
const PAYLOAD = z
  .strictObject({
    runId: z.int().positive(),
    modelId: z.int().positive(),
    from: z.int().positive(),
    to: z.int().positive(),
    /** W3C traceparent of who queued it. */
    trace: z
      .string()
      .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/, 'trace is no traceparent')
      .optional(),
  })
  .refine((payload) => payload.from <= payload.to, 'from must not exceed to');

export type AnalysePayload = z.infer<typeof PAYLOAD>;

/** Checked where it is made and again where it is taken. @throws z.ZodError */
export function parsePayload(data: unknown): AnalysePayload {
  return PAYLOAD.parse(data);
}
