import { type ErrorEntry, failed, usage } from './entry.ts';

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
} as const satisfies Record<string, ErrorEntry>;
