import { type ErrorEntry, failed, transient, usage } from './entry.ts';

/** Errors of masking, keys, originals and erasure. */
export const PRIVACY_ERRORS = {
  KEY_MISSING: {
    ...usage,
    message: '{what} needs a key of this installation, and there is none.',
    fix: 'Make one with: openssl rand -base64 32. Set it as VERBATIM_KEY, or put it in a file and name that in VERBATIM_KEY_FILE. Every process needs the same.',
  },
  KEY_INVALID: {
    ...usage,
    message: 'The key in {place} cannot be used: {detail}.',
    fix: 'A key is 32 bytes in base64 or hexadecimal, such as openssl rand -base64 32 prints. Several keys: oldest first.',
  },
  KEY_WRONG: {
    ...usage,
    message: 'The keys of this process are not those of the database: {detail}.',
    fix: 'Set VERBATIM_KEY or VERBATIM_KEY_FILE to all keys of the installation, oldest first; of an embedded database they are in the file keys of VERBATIM_HOME. A new key goes to the end: verbatim privacy rotate.',
  },
  KEY_OUTDATED: {
    ...failed,
    http: 503,
    message: 'The keys of the installation were changed after this process started.',
    fix: 'Give it all keys and start it again. What it committed is complete.',
  },
  KEY_ROTATING: {
    ...transient,
    message: 'The keys of the installation are being changed, or their change was interrupted.',
    fix: 'Wait until verbatim privacy rotate has ended. If none runs, run it: it resumes.',
  },
  SEALED_INVALID: {
    ...usage,
    message:
      'An original cannot be decrypted with key {key}: the key is missing, or the stored bytes were changed.',
    fix: 'Add the key that it was stored with to VERBATIM_KEY or VERBATIM_KEY_FILE. Without that key it cannot be read.',
  },
  MASK_PATTERN_INVALID: {
    ...usage,
    message: 'The pattern of the kind {kind} cannot be used: {detail}.',
    fix: 'Patterns are regular expressions of RE2, such as ORD-\\d{6}: no look-around, no references back. A kind has a to z and _ only.',
  },
  ORIGINALS_REFUSED: {
    ...usage,
    http: 403,
    message: 'This login may not read originals, or the reading could not be logged.',
    fix: 'Use a login of the role verbatim_originals: GRANT verbatim_originals TO login. verbatim db grants makes the role.',
  },
  ORIGINAL_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'No original is kept of comment {id}.',
    fix: 'Originals are kept of masked comments of sources with verbatim source set NAME --keep-original, from then on.',
  },
  ERASE_UNCONFIRMED: {
    ...usage,
    message: 'Erasing {comments} was not confirmed.',
    fix: 'Nothing was changed. To erase without a question: --yes. To see what would go: --dry-run.',
  },
  ERASE_FILE_INVALID: {
    ...usage,
    message: 'The file {file} does not say what to erase: {detail}.',
    fix: 'The first line names the columns: id, author or text, one or several of them. Each further line has what to erase.',
  },
} satisfies Record<string, ErrorEntry>;
