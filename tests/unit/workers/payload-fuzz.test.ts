import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ZodError } from 'zod';
import { parsePayload, payloadFault } from '../../../src/jobs/payload.ts';

const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const payload = fc
  .record({ runId: id, modelId: id, from: id, more: fc.nat(10_000) })
  .map(({ more, ...ids }) => ({ ...ids, to: Math.min(Number.MAX_SAFE_INTEGER, ids.from + more) }));

test('a payload of this version is taken as it is', () => {
  fc.assert(
    fc.property(payload, (it) => {
      expect(parsePayload(it)).toEqual(it);
    }),
  );
});

test('anything else is refused, and the refusal does not repeat what was in it', () => {
  const secret = 'kanarienvogel';
  const forged = fc.oneof(
    fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
    fc.tuple(payload, fc.string()).map(([it, key]) => ({ ...it, [`${secret}${key}`]: secret })),
    fc
      .tuple(payload, fc.constantFrom('runId', 'modelId', 'from', 'to'), fc.anything())
      .map(([it, key, value]) => ({
        ...it,
        [key]: typeof value === 'number' ? String(value) : value,
      })),
    payload.map(({ from, ...it }) => ({ ...it, from: it.to + 1, was: from })),
    payload.map((it) => ({ ...it, text: secret })),
    payload.map((it) => ({ ...it, trace: secret })),
    payload.map((it) => ({ ...it, span: { since: secret } })),
  );
  fc.assert(
    fc.property(forged, (it) => {
      let refused: unknown;
      try {
        parsePayload(it);
      } catch (error) {
        refused = error;
      }
      expect(refused).toBeInstanceOf(ZodError);
      expect(payloadFault(refused)).toMatch(/^[a-z_]+( in (runId|modelId|from|to|span|trace))?$/);
    }),
    { numRuns: 2_000 },
  );
});
