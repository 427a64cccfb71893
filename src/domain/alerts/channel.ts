import { z } from 'zod';
import { assertNoSecret } from '../secret-reference.ts';

/** Where alerts are sent. */
export const CHANNEL_KINDS = ['slack', 'teams', 'webhook', 'email'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

const REFERENCE = `\${NAME}, a variable of the environment`;
const address = z.string().min(1).max(2_000);
const mailbox = z
  .string()
  .max(320)
  // One header field: no line break, no list.
  .regex(/^[^\p{Cc},;]*[^\p{Cc}\s,;<>]+@[^\p{Cc}\s,;<>]+>?$/u, 'an address of e-mail is expected');

const channelFields = {
  name: z
    .string()
    .min(1)
    .max(80)
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'it holds control characters'),
  /** Sentences of customers, as they are stored, that an alert about a topic or a theme shows. */
  quotes: z.int().min(0).max(5).default(0),
};

const WHOLE = /^\$\{[A-Za-z_]\w{0,99}\}$/;
/** The address of Slack and Teams is a secret as a whole. */
const hidden = address.regex(WHOLE, `whoever knows this address can write there: write it as ${REFERENCE}`);
/** A password in clear would be in the table. */
const open = address.refine(holdsNoSecret, `it has a secret in clear: write it as ${REFERENCE}`);

function holdsNoSecret(text: string): boolean {
  try {
    assertNoSecret(text);
    return true;
  } catch {
    return false;
  }
}

export const ALERT_CHANNEL = z.discriminatedUnion('kind', [
  z.strictObject({ ...channelFields, kind: z.literal('slack'), address: hidden }),
  z.strictObject({ ...channelFields, kind: z.literal('teams'), address: hidden }),
  z.strictObject({
    ...{ ...channelFields, kind: z.literal('webhook'), address: open },
    /** Key of the signature. */
    secret: z.string().regex(WHOLE, `it is not written as ${REFERENCE}`).optional(),
  }),
  z.strictObject({
    ...{ ...channelFields, kind: z.literal('email'), address: open, from: mailbox },
    to: z
      .union([mailbox, z.array(mailbox).min(1).max(50)])
      .transform((it) => (typeof it === 'string' ? [it] : it)),
  }),
]);

export type AlertChannel = z.infer<typeof ALERT_CHANNEL>;
