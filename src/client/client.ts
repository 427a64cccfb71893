import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './paths.ts';

/** The routes of `verbatim serve`, with what they take and answer. */
export type Routes = paths;
/** Bodies by name, such as `Bodies['Import']`. */
export type Bodies = components['schemas'];

/**
 * A client of `verbatim serve`: `client.GET('/reports/{name}', {params: …})`. It answers `data`, or `error` with code,
 * message and fix; it throws where the server cannot be reached.
 * @param address such as http://127.0.0.1:8080
 * @param options.key of `verbatim key create`; left out: none, as a server on this machine without keys allows
 */
export function openClient(
  address: string,
  options: { readonly key?: string; readonly fetch?: (request: Request) => Promise<Response> } = {},
): Client<Routes> {
  const { key, fetch } = options;
  return createClient<Routes>({
    baseUrl: address.replace(/\/+$/, ''),
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
    ...(fetch && { fetch }),
  });
}
