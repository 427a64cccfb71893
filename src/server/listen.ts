import type { FastifyInstance } from 'fastify';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';

/** The address that the server listens on from now. @throws VerbatimError PORT_TAKEN */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    const params = { address: `${host}:${port}`, detail: detailOf(error) };
    throw new VerbatimError('PORT_TAKEN', params, { cause: error });
  }
}
