import { type ErrorEntry, usage } from './entry.ts';

/** Errors of labels, of the review of comments, and of handled comments. */
export const LABELS_ERRORS = {
  LABEL_COMMENT_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no comment {id} with a text.',
    fix: 'It may have been erased, or its import undone. Go on with the next one: verbatim label next.',
    pageFix: 'It may have been erased, or its import undone. Go on with the next one.',
  },
  LABEL_TEXT_CHANGED: {
    ...usage,
    http: 409,
    message: 'Comment {id} has another text than the one that was labelled.',
    fix: 'An import changed it meanwhile. Read it again, and label it then.',
  },
  LABEL_TASK_UNKNOWN: {
    ...usage,
    message: 'There is no task {task}.',
    fix: 'A task is sentiment, toxicity, "emotion NAME" or "topic NAME".',
  },
  LABEL_VALUE_UNKNOWN: {
    ...usage,
    message: 'The task {task} has no value {value}.',
    fix: 'Its values: {values}; none withdraws a label.',
    pageFix: 'Its values: {values}; null withdraws a label.',
  },
  LABEL_SENTENCE_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'Comment {id} has no sentence from {start} to {end}.',
    fix: 'verbatim label next --json shows its sentences with their offsets, in code points.',
    pageFix: 'Offsets are those of the sentences of the comment, in code points.',
  },
  LABELLER_INVALID: {
    ...usage,
    message: 'This cannot be the name of a labeller.',
    fix: 'Choose one of 1 to 100 characters that does not begin with "rule": --labeller NAME.',
    pageFix: 'Choose one of 1 to 100 characters that does not begin with "rule".',
  },
  LABEL_UNDO_NONE: {
    ...usage,
    http: 404,
    message: '{labeller} has no label that could be undone.',
    fix: 'Labels that a file brought are changed by another import of the file.',
  },
  LABEL_DRAW_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no draw {draw}.',
    fix: 'The table verbatim.review_draw has their numbers.',
  },
  RULES_INVALID: {
    ...usage,
    message: 'The rules in {file} cannot be read: {detail}.',
    fix: 'Write CSV with the columns phrase and label, or YAML with a list "rules". See docs/labels.md.',
  },
  RULES_CONTRADICTORY: {
    ...usage,
    message: 'Rules in {file} contradict each other: {detail}.',
    fix: 'Keep one of the two, or give them other languages or sources. A longer phrase overrules a shorter one in it.',
  },
  RULES_UNREADABLE: {
    ...usage,
    http: 409,
    message: 'Rules label sentences, and there are none: no active model has judged a text.',
    fix: 'Analyse feedback first: verbatim analyze.',
  },
  HANDLED_COMMENT_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There are no such comments{where}: {ids}. Nothing was changed.',
    fix: 'Take the numbers from verbatim search or feedback_id in SQL. For ids of a file, name its source: --source NAME.',
    pageFix: 'They may have been erased, or their import undone. Search again.',
  },
  HANDLED_BY_INVALID: {
    ...usage,
    message: 'This cannot be the name of somebody who handles comments.',
    fix: 'Choose one of 1 to 100 characters: --by NAME.',
  },
} as const satisfies Record<string, ErrorEntry>;
