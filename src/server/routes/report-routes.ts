import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { REPORT_FORMATS, type ReportFormat, render } from '../../reporting/formats/render.ts';
import { renderParquet } from '../../reporting/formats/render-parquet.ts';
import { findReport, quotes, REPORTS } from '../../reporting/named-reports.ts';
import { quotesOf, report } from '../../reporting/report.ts';
import { GRAINS } from '../../reporting/report-options.ts';
import { parseReportPeriod } from '../../reporting/report-period.ts';
import { assertScope } from '../access.ts';
import type { ServerParts } from '../parts.ts';
import { ERROR } from './answers.ts';
import type { RouteTypes } from './route-types.ts';

const TYPES: Readonly<Record<ReportFormat, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  table: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

const SHORT = 1_000;
const QUERY = z.object({
  format: z.enum(REPORT_FORMATS).default('json'),
  period: z
    .string()
    .max(60)
    .optional()
    .describe('all, 7d, last-week, 2026-03, 2026-W10, 2026-01-01..2026-01-31 …'),
  source: z.string().max(SHORT).optional().describe('Only feedback of this source.'),
  by: z.string().max(SHORT).optional().describe('Attributes to break down by, with commas between.'),
  attribute: z.string().max(SHORT).optional().describe('One attribute, whatever its name holds.'),
  theme: z.string().max(SHORT).optional().describe('Name or number of a theme.'),
  grain: z.enum(GRAINS).optional().describe('Steps of time; default: by the length of the period.'),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a whole number from 1 to 9999 is expected')
    .optional(),
});

const REPORT = z.looseObject({ report: z.string() });
const LIST = z
  .object({ reports: z.array(z.looseObject({ name: z.string() })) })
  .describe('Names, titles and columns.');

/** `GET /reports` and `GET /reports/:name`; the name `all` is the whole report. */
export function addReportRoutes(server: FastifyInstance, { database, reportSeconds }: ServerParts): void {
  const routes = server.withTypeProvider<RouteTypes>();
  const list = { tags: ['reports'], summary: 'The named reports', response: { 200: LIST } };
  routes.get('/reports', { schema: list, config: { scope: 'read' } }, async () => ({ reports: REPORTS }));
  routes.get(
    '/reports/:name',
    {
      config: { scope: 'read' },
      schema: {
        ...{ tags: ['reports'], summary: 'One report, or all of them' },
        params: z.object({ name: z.string() }),
        querystring: QUERY,
        response: {
          200: {
            description: 'The report.',
            content: {
              'application/json': { schema: REPORT },
              'text/csv': { schema: z.string() },
              'text/markdown': { schema: z.string() },
              'text/plain': { schema: z.string() },
              'text/html': { schema: z.string() },
              'application/vnd.apache.parquet': { schema: z.string().meta({ format: 'binary' }) },
            },
          },
          404: ERROR,
        },
      },
    },
    async (request, reply) => {
      const { params, query, caller } = request;
      const name = params.name === 'all' ? undefined : params.name;
      if (name === undefined || quotes(findReport(name))) assertScope(caller!, 'quotes');
      // It lists the files of every key.
      if (name === 'imports') assertScope(caller!, 'admin');
      if (name === undefined && query.format === 'parquet') {
        throw new VerbatimError('USAGE', { detail: 'A Parquet file holds one table: ask for one report.' });
      }
      const by = query.by?.split(',').filter(Boolean);
      const sections = await report(database, {
        ...(name === undefined ? {} : { name }),
        ...(query.limit === undefined ? {} : { limit: Number(query.limit) }),
        ...(query.period === undefined ? {} : { period: parseReportPeriod(query.period, new Date()) }),
        ...{ source: query.source ?? null, theme: query.theme ?? null, grain: query.grain ?? null },
        attributes: by ?? (query.attribute === undefined ? null : [query.attribute]),
        timeoutSeconds: reportSeconds ?? null,
        countsOnly: !caller!.scopes.includes('quotes'),
      });
      await request.quoted(quotesOf(sections));
      reply.type(TYPES[query.format]);
      if (query.format === 'parquet') {
        reply.header('content-disposition', `attachment; filename="${name}.parquet"`);
        return reply.send(Buffer.from(renderParquet(sections[0]!)));
      }
      // Rendered text: what the serializer would make of an object is not wanted.
      return reply.serializer(String).send(render(sections, query.format, { width: 100 }));
    },
  );
}
