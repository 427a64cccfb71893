import { type ErrorEntry, transient, usage } from './entry.ts';

/** Errors of the HTTP server: access, limits, routes. */
export const SERVER_ERRORS = {
  PORT_TAKEN: {
    ...usage,
    message: 'Nothing can listen on {address}: {detail}.',
    fix: 'Choose another with --port, or stop what holds it.',
  },
  KEY_REFUSED: {
    ...usage,
    http: 401,
    message: 'The request has no valid key.',
    fix: 'Send the header Authorization: Bearer KEY, with a key of verbatim key create or VERBATIM_API_KEY. Once a key exists, or behind a proxy, every request needs one.',
  },
  ORIGIN_REFUSED: {
    ...usage,
    http: 403,
    message: 'A page of another origin sent this request.',
    fix: 'Use the page of this server, or a program with a key. Behind a proxy, set VERBATIM_PUBLIC_URL.',
  },
  SCOPE_MISSING: {
    ...usage,
    http: 403,
    message: 'The key {name} may not do this: it lacks the scope {scope}.',
    fix: 'Ask for a key with it: verbatim key create NAME --scope {scope}.',
  },
  LOGIN_TOO_NARROW: {
    ...usage,
    http: 403,
    message: 'The login {role} may not use the tool {tool}.',
    fix: 'quotes needs a login with the role verbatim_analyst. search and ask need the owner of the schema, or verbatim serve and a key with the scope quotes.',
  },
  KEY_NAME_TAKEN: {
    ...usage,
    http: 409,
    message: 'A key named {name} exists already.',
    fix: 'Choose another name, or revoke that key first: verbatim key revoke {name}.',
  },
  KEY_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no valid key named {name}.',
    fix: 'See verbatim key list.',
  },
  RATE_LIMITED: {
    ...transient,
    http: 429,
    message: 'More than {limit} requests in a minute.',
    fix: 'Wait {seconds} s, as the header Retry-After says. VERBATIM_RATE_LIMIT sets the limit.',
  },
  ATTRIBUTE_UNCOUNTED: {
    ...usage,
    http: 403,
    message:
      'Without the scope quotes, you can count by one attribute at a time, and only one that nightly runs count by.',
    fix: 'verbatim nightly --by NAME declares it, or use a key with the scope quotes.',
  },
  HANDLED_UNCOUNTED: {
    ...usage,
    http: 403,
    message: 'Without the scope quotes, comments are not counted by whether they are handled.',
    fix: 'Each mark would tell the sentiment of one comment. Use a key with the scope quotes.',
  },
  CELL_HIDDEN: {
    ...usage,
    http: 403,
    message: 'Comments of fewer than {least} people: they are not shown without the scope quotes.',
    fix: 'Look at a longer period or with fewer filters, or use a key with the scope quotes.',
  },
  STREAMS_EXCEEDED: {
    ...transient,
    http: 429,
    message: 'More than {limit} event streams of one key are open.',
    fix: 'Close some, or poll GET /imports/ID.',
  },
  METHOD_NOT_ALLOWED: {
    ...usage,
    http: 405,
    message: '{path} does not accept {method}.',
    fix: 'It accepts {allowed}.',
  },
  ROUTE_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is nothing at {path}.',
    fix: 'GET /reports lists the reports.',
  },
  REQUEST_TIMEOUT: {
    ...transient,
    http: 408,
    message: 'The body did not arrive in time: {detail}.',
    fix: 'Send it again over a faster connection, in parts, or packed with gzip. VERBATIM_UPLOAD_SECONDS sets the limit.',
  },
  SERVER_BUSY: {
    ...transient,
    message: 'The server has no capacity left at the moment: {detail}.',
    fix: 'Send the request again after the seconds of the header Retry-After.',
  },
} as const satisfies Record<string, ErrorEntry>;
