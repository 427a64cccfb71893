import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { REPORTS } from '../reporting/named-reports.ts';
import { render } from '../reporting/render.ts';
import { report } from '../reporting/report.ts';
import { assertScope } from './access.ts';
import { ERROR } from './answers.ts';
import type { RouteTypes } from './route-types.ts';
import type { ServerParts } from './server.ts';

const TYPES = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
} as const;

/** Reports with words of customers. */
const QUOTING: ReadonlySet<string> = new Set(['all', 'quotes', 'theme-quotes']);

const QUERY = z.object({
  format: z.enum(['json', 'csv', 'md']).default('json'),
  source: z.string().optional().describe('Only feedback of this source.'),
  by: z.string().optional().describe('Attributes to break down by, with commas between.'),
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
export function addReportRoutes(server: FastifyInstance, { database }: ServerParts): void {
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
            },
          },
          404: ERROR,
        },
      },
    },
    async ({ params, query, caller }, reply) => {
      if (QUOTING.has(params.name)) assertScope(caller!, 'quotes');
      const sections = await report(database, {
        ...(params.name === 'all' ? {} : { name: params.name }),
        ...(query.limit === undefined ? {} : { limit: Number(query.limit) }),
        source: query.source ?? null,
        attributes: query.by?.split(',').filter(Boolean) ?? null,
      });
      reply.type(TYPES[query.format]);
      // Rendered text: what the serializer would make of an object is not wanted.
      return reply.serializer(String).send(render(sections, query.format, { width: 100 }));
    },
  );
}
