import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { VERSION } from '../version.ts';

/** A body that a route parses itself, for the document only: content type → schema and description. */
export type DocumentedBody = Readonly<Record<string, { schema: z.ZodType; description?: string }>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    documentedBody?: DocumentedBody;
  }
}

/** Serves the schemas of all routes that are added after it at /openapi.json. */
export async function addOpenApi(server: FastifyInstance): Promise<void> {
  const bearer = {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of verbatim key create, or VERBATIM_API_KEY.',
  } as const;
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Verbatim',
        version: VERSION,
        description: 'Uploads, reports and state of Verbatim, a batch text-analytics pipeline.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { bearer } },
      // On a loopback address without any key, none is required.
      security: [{ bearer: [] }, {}],
    },
    transform(input) {
      const { schema, url } = jsonSchemaTransform(input as Parameters<typeof jsonSchemaTransform>[0]);
      describeAnswers(input.schema?.response, schema);
      describeRefusals(schema, input.route.config?.scope ?? 'admin');
      const body = input.route.config?.documentedBody;
      if (!body) return { schema, url };
      const content = Object.entries(body).map(([type, { schema: zod, description }]) => {
        const { $schema: _, ...json } = z.toJSONSchema(zod, { target: 'draft-2020-12', io: 'input' });
        return [type, { schema: { ...json, ...(description ? { description } : {}) } }];
      });
      return { schema: { ...schema, body: { content: Object.fromEntries(content) } }, url };
    },
    transformObject: (input) => jsonSchemaTransformObject(input),
  });
  server.get('/openapi.json', { schema: { hide: true }, config: { scope: 'read' } }, async () =>
    server.swagger(),
  );
}

const REFUSALS: Readonly<Record<string, string>> = {
  400: 'A parameter or the body does not fit.',
  401: 'No key, or one that does not work.',
  403: 'The key may not do this.',
  429: 'Too many requests; Retry-After says when to come again.',
  431: 'The address and the headers are too long.',
  503: 'The database cannot be reached.',
};

/** Adds the errors that any route may answer. */
function describeRefusals(schema: unknown, scope: string): void {
  const answers = (schema as { response?: Record<string, unknown> }).response;
  if (!answers || scope === 'none') return;
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  for (const [status, description] of Object.entries(REFUSALS)) answers[status] ??= { description, content };
}

/** Copies the description of a schema to the answer where the document only refers to it. */
function describeAnswers(given: unknown, schema: unknown): void {
  const answers = (schema as { response?: Record<string, unknown> } | undefined)?.response ?? {};
  for (const [status, zod] of Object.entries((given ?? {}) as Record<string, z.ZodType | object>)) {
    const description = 'description' in zod && '_zod' in zod ? zod.description : undefined;
    if (!description) continue;
    answers[status] = { description, content: { 'application/json': { schema: answers[status] } } };
  }
}
