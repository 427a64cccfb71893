import type { FastifyTypeProvider } from 'fastify';
import type { z } from 'zod';

/** What comes in has the types of its schemas. What goes out is typed by the layers below, and held to its schema by tests. */
export interface RouteTypes extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  serializer: unknown;
}
