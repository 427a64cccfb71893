import { type ErrorEntry, failed, transient, usage } from './entry.ts';

/** Errors of origins, of their addresses and of buckets. */
export const SOURCES_ERRORS = {
  SECRET_MISSING: {
    ...usage,
    message: 'The environment has no variable {name}.',
    fix: 'Set it for the process that reads or writes there, as for DATABASE_URL.',
  },
  SECRET_IN_CLEAR: {
    ...usage,
    message: 'A secret is written in clear: {place}. Verbatim does not store secrets.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as the user writes it.
    fix: "Put it into a variable of the environment and write its name in single quotes, such as '${SHOP_URL}', or with the variable in the place of the password alone.",
  },
  BUCKET_ADDRESS: {
    ...usage,
    message: 'The address of a bucket cannot be read.',
    fix: 'Write s3://BUCKET/PREFIX. For a store other than AWS add ?endpoint=https://HOST, or set AWS_ENDPOINT_URL_S3.',
  },
  BUCKET_FAILED: {
    ...failed,
    http: 502,
    retryable: true,
    message: 'The bucket {bucket} failed: {detail}.',
    fix: 'Check its name, the endpoint, the region, and the rights of the keys: they need to list, to read, and for an export to write.',
  },
  ORIGIN_ADDRESS: {
    ...usage,
    message: 'A source cannot be pulled from an address that begins with {scheme}:.',
    fix: 'Give postgres://…, s3://BUCKET/PREFIX, https://…, or the path of a folder.',
  },
  ORIGIN_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'The source {source} is not pulled from anywhere. Pulled sources: {known}.',
    fix: 'See them with verbatim source list, or add one: verbatim source add NAME --from ADDRESS.',
  },
  ORIGIN_EXISTS: {
    ...usage,
    http: 409,
    message: 'The source {source} is already pulled from somewhere.',
    fix: 'Remove that first (verbatim source remove NAME): comments stay.',
  },
  SOURCE_ORIGINS: {
    ...usage,
    http: 409,
    message: 'Both {from} and {into} are pulled from somewhere, and a source has one place.',
    fix: 'Remove one of them first: verbatim source remove NAME. Comments stay.',
  },
  ORIGIN_BUSY: {
    ...failed,
    http: 409,
    retryable: true,
    message: 'Another process pulls {source}.',
    fix: 'Wait until it has ended.',
  },
  ORIGIN_UNREACHABLE: {
    ...transient,
    message: 'The origin {host} cannot be reached: {detail}.',
    fix: 'Check the address and whether the server is up. Nothing was stored; the next pull resumes at the same place.',
  },
  ORIGIN_REFUSED: {
    ...failed,
    http: 502,
    message: 'The origin {host} refused: {detail}.',
    fix: 'Check the user, the password or token in the environment, and the right to read.',
  },
  ORIGIN_QUERY: {
    ...failed,
    http: 502,
    message: 'The origin {host} could not run the query: {detail}.',
    fix: 'Run the query there. It must be one SELECT, which may only read.',
  },
  ORIGIN_COLUMN: {
    ...usage,
    message: 'The column {column} cannot be used: {detail}.',
    fix: 'If the query has changed, remove the source and add it again: comments stay, and rows that are stored are recognised.',
  },
  ORIGIN_WENT_BACK: {
    ...failed,
    http: 409,
    message: 'The origin of {source} went back: all its rows are before the cursor {value}.',
    fix: 'If it was restored from a backup, read it from the start: verbatim source pull {source} --again.',
  },
  ORIGIN_ANSWER: {
    ...failed,
    http: 502,
    message: 'The answer of {host} cannot be used: {detail}.',
    fix: 'Compare it with the flags of the source: --records, --next, --page-parameter, --cursor.',
  },
} as const satisfies Record<string, ErrorEntry>;
