import type { z } from 'zod';
import type { Connection } from '../db/client.ts';
import type { McpCaller, McpParts } from './parts.ts';

/** What a tool answers from. */
export interface ToolContext {
  readonly parts: McpParts;
  readonly caller: McpCaller;
  /** Asks the views, in one snapshot; small cells are hidden from callers without the right to read comments. */
  readonly inViews: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>;
}

/** A read-only tool. Its words are ours: nothing of a customer, a file or a database is in them. */
export interface Tool<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  readonly output: O;
  /** Whether it shows words of customers. */
  readonly quotes: boolean;
  answer(input: z.output<I>, context: ToolContext): Promise<z.input<O>>;
}

/** Keeps the types of input and output together. */
export const tool = <I extends z.ZodObject, O extends z.ZodObject>(made: Tool<I, O>): Tool<I, O> => made;
