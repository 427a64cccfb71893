import { type ErrorEntry, failed, transient, usage } from './entry.ts';

/** Errors of a model that writes, on a server. */
export const WRITERS_ERRORS = {
  WRITER_UNREACHABLE: {
    ...transient,
    message: 'The writer at {host} does not answer: {detail}.',
    fix: 'Check VERBATIM_WRITER and that its server runs. Without a writer answers are made of quotes alone.',
  },
  WRITER_REFUSED: {
    ...failed,
    message: 'The writer at {host} refused the request: it answered {status}.',
    fix: 'Check VERBATIM_WRITER_KEY and VERBATIM_WRITER_MODEL: the address has to know both.',
  },
  WRITER_ANSWER_INVALID: {
    ...failed,
    message: 'The writer at {host} answered with something else than a chat completion: {detail}.',
    fix: 'VERBATIM_WRITER is the address of an OpenAI-compatible interface, such as http://127.0.0.1:8000/v1.',
  },
  WRITER_BUDGET_SPENT: {
    ...usage,
    message: 'The writer may use {tokens} tokens in one run, and they are spent.',
    fix: 'Raise VERBATIM_WRITER_TOKENS. What was written before is kept.',
  },
  REPLY_NO_WRITER: {
    ...usage,
    http: 409,
    message: 'No model that follows instructions is configured, so no reply can be drafted.',
    fix: 'Set VERBATIM_WRITER to the address of an OpenAI-compatible interface. A folder with a model that summarises cannot draft replies.',
  },
  REPLY_NO_TEMPLATE: {
    ...usage,
    http: 409,
    message: 'There is no template for replies.',
    fix: 'Write one (docs/writer.md) and name it: VERBATIM_REPLY_TEMPLATE, or --template FILE.',
  },
  TEMPLATE_INVALID: {
    ...usage,
    message: '{file} is no template for replies: {detail}.',
    fix: 'Correct it. docs/writer.md has the form.',
  },
  COMMENT_NOT_ANALYSED: {
    ...usage,
    http: 409,
    message: 'Comment {id} has no analysed sentence.',
    fix: 'Run verbatim analyze. Names in a text are masked when it is analysed; before, nothing of it is sent to a writer.',
  },
} as const satisfies Record<string, ErrorEntry>;
