import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ValueCounts } from '../../db/reports/dashboard-counts.ts';
import type { QuoteCursor } from '../../db/reports/dashboard-quotes.ts';
import {
  type DashboardQuestion,
  dashboardBreakdown,
  dashboardFigures,
  dashboardOperations,
  dashboardQuotes,
  dashboardTopics,
  MOST_VALUES,
} from '../../reporting/dashboard/dashboard.ts';
import { SENTIMENTS } from '../../reporting/dashboard/figures.ts';
import { wilsonShare } from '../../statistics/intervals/intervals.ts';
import { type Caller, seenOwner } from '../access.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import { BREAKDOWN, FIGURES, OPERATIONS, QUOTES, TOPICS } from './dashboard-answers.ts';
import { limitTo } from './limit.ts';
import type { RouteTypes } from './route-types.ts';

const LONGEST = 1_000;
const text = z.string().max(LONGEST);

const QUESTION = z.object({
  period: z
    .string()
    .max(30)
    .optional()
    .describe(
      '4w, 12w, 26w or 12m that end with the last day of feedback, all, or FROM..TO. Default: 12w, or longer until 30 comments lie in it.',
    ),
  source: text.optional().describe('Only feedback of this source.'),
  attribute: text.optional().describe('Only feedback with the value of this attribute.'),
  value: text.optional(),
  theme: z
    .string()
    .regex(/^[1-9]\d{0,15}$/, 'the number of a theme is expected')
    .optional()
    .describe('Only comments about this theme.'),
  topic: z.guid().optional().describe('Id of a topic: only comments about it.'),
  sentiment: z.enum(SENTIMENTS).optional().describe('Only such comments.'),
  handled: z
    .enum(['open', 'handled'])
    .optional()
    .describe('Only comments that are open, or that are handled; with the scope quotes.'),
});

const BY = QUESTION.extend({
  by: text.optional().describe('Name of an attribute; without it: the source.'),
  search: z.string().max(100).optional().describe('Only values that contain this.'),
  limit: limitTo(MOST_VALUES, 10),
});

// To the microsecond, as Postgres has it.
const CURSOR = /^([1-9]\d{0,15})(?:@([1-9]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z))?$/;
const PAGE = QUESTION.extend({
  after: z
    .string()
    .regex(CURSOR, 'the value of next of the page before is expected')
    .refine((it) => !it.includes('@') || !Number.isNaN(Date.parse(it.split('@')[1]!)), 'a time is expected')
    .optional(),
  limit: limitTo(100, 20),
});

/** JSON for the page at /dashboard. Queries read roll-ups and are cancelled after ten seconds. */
export function addDashboardRoutes(server: FastifyInstance, { database, searcher }: ServerParts): void {
  const routes = server.withTypeProvider<RouteTypes>();
  const schema = (summary: string, querystring: z.ZodType, answer: z.ZodType) => ({
    ...{ tags: ['dashboard'], summary },
    ...{ querystring, response: { 200: answer, 400: ERROR, 503: ERROR } },
  });
  const read = { scope: 'read' } as const;

  routes.get(
    '/dashboard/figures',
    {
      config: read,
      schema: { ...schema('Sentiment over time, and themes', QUESTION, FIGURES), querystring: QUESTION },
    },
    async ({ query, caller }) => ({
      quotes: caller!.scopes.includes('quotes'),
      search: searcher !== undefined && caller!.scopes.includes('quotes'),
      labels: caller!.scopes.includes('label'),
      ...(await dashboardFigures(database, questionOf(query, caller))),
    }),
  );
  routes.get(
    '/dashboard/topics',
    {
      config: read,
      schema: { ...schema('The tree of topics', QUESTION, TOPICS), querystring: QUESTION },
    },
    async ({ query, caller }) => dashboardTopics(database, questionOf(query, caller)),
  );
  routes.get(
    '/dashboard/breakdown',
    {
      config: read,
      schema: { ...schema('Comments by source or attribute', BY, BREAKDOWN), querystring: BY },
    },
    async ({ query, caller }) => {
      const { by = null, search = null, limit } = query;
      const found = await dashboardBreakdown(database, questionOf(query, caller), { by, search, limit });
      return {
        ...found,
        values: found.values.map(withShares),
        others: found.others && withShares(found.others),
      };
    },
  );
  routes.get(
    '/dashboard/quotes',
    {
      config: { scope: 'quotes' },
      schema: { ...schema('The comments behind a figure', PAGE, QUOTES), querystring: PAGE },
    },
    async (request) => {
      const { query, caller } = request;
      const { limit, after } = query;
      const page = { limit, after: after === undefined ? null : cursorOf(after) };
      const { quotes, next } = await dashboardQuotes(database, questionOf(query, caller), page);
      await request.quoted(quotes.map(({ id }) => id));
      return { quotes, next: next && (next.at === null ? `${next.id}` : `${next.id}@${next.at}`) };
    },
  );
  routes.get(
    '/dashboard/operations',
    { config: read, schema: schema('Nightly runs, imports, models and findings', z.object({}), OPERATIONS) },
    async ({ caller }) => dashboardOperations(database, seenOwner(caller!)),
  );
}

function questionOf(query: z.output<typeof QUESTION>, caller: Caller | null): DashboardQuestion {
  const {
    period = null,
    source = null,
    attribute = null,
    value = null,
    topic = null,
    theme,
    sentiment = null,
    handled,
  } = query;
  const countsOnly = !caller!.scopes.includes('quotes');
  const asked = { period, source, attribute, value, topic, sentiment, countsOnly };
  return {
    ...asked,
    theme: theme === undefined ? null : Number(theme),
    handled: handled === undefined ? null : handled === 'handled',
  };
}

function cursorOf(after: string): QuoteCursor {
  const [, id, at = null] = CURSOR.exec(after)!;
  return { id: Number(id), at };
}

const withShares = (row: ValueCounts) => ({
  ...row,
  negativeShare: wilsonShare(row.negative, row.comments),
  positiveShare: wilsonShare(row.positive, row.comments),
  share: wilsonShare(row.comments, row.of),
});
