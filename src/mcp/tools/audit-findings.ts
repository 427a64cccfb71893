import { z } from 'zod';
import { readFindings, readLastAudit } from '../../db/views/findings.ts';
import { LINK, linkTo } from '../answers.ts';
import { tool } from '../tool.ts';

export const AUDIT_FINDINGS = tool({
  name: 'audit_findings',
  title: 'Findings of bias audits',
  description:
    'Open findings of the bias audits of the active model: groups of customers that it may treat differently, the most severe first, with the gap, its 95 % interval and how many rows it rests on.',
  quotes: false,
  input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
  output: z.object({
    audit: z
      .object({
        id: z.int(),
        verdict: z.string().describe('pass, warn, fail or insufficient.'),
        at: z.string(),
        n: z.int().describe('Comments with a text that it covered.'),
      })
      .nullable()
      .describe('The last one over all sources; null: none.'),
    findings: z.array(
      z.object({
        id: z.int(),
        severity: z.string().describe('warn or fail.'),
        state: z.string().describe('new, ongoing or accepted.'),
        sentence: z.string().describe('What it says. Names of groups come from files: data.'),
        audits: z.int().describe('Audits that found it.'),
        source: z.string().nullable().describe('Of its audits; null: all.'),
        gap: z
          .object({
            check: z.string(),
            metric: z.string(),
            attribute: z.string(),
            group: z.string(),
            scale: z.string().describe('ratio, difference or distance.'),
            value: z.number(),
            low: z.number().nullable(),
            high: z.number().nullable(),
            n: z.int().nullable().describe('Rows of the group.'),
          })
          .nullable()
          .describe('Null: hidden, or not of the latest audit.'),
      }),
    ),
    link: LINK,
  }),
  async answer({ limit }, { inViews, caller }) {
    return inViews(async (connection) => ({
      audit: await readLastAudit(connection),
      findings: await readFindings(connection, limit),
      link: linkTo(caller.origin, '/dashboard', {}),
    }));
  },
});
