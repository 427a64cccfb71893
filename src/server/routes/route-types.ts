import type { FastifyTypeProvider } from 'fastify';
import type { z } from 'zod';

/** Requests have the types of their schemas. Answers are typed by the layers below; tests compare them with their schemas. */
export interface RouteTypes extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  serializer: unknown;
}
