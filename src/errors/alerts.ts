import { type ErrorEntry, transient, usage } from './entry.ts';

/** Errors of alerts. */
export const ALERTS_ERRORS = {
  ALERT_RULES_INVALID: {
    ...usage,
    message: '{file}, line {line}, column {column}: {detail}.',
    fix: 'Correct it there; nothing was changed. docs/alerts.md has the form of rules and channels.',
  },
  ALERT_RULES_NONE: {
    ...usage,
    http: 409,
    message: 'There is no rule of alerts.',
    fix: 'Take those that are shipped: verbatim alert apply. Or your own: verbatim alert apply FILE.',
  },
  ALERT_RULE_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no rule or channel {name}.{hint}',
    fix: 'See verbatim alert rules.',
  },
  ALERT_CHANNEL_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no channel {name}.{hint}',
    fix: 'See verbatim alert rules. A file names channels: verbatim alert apply FILE.',
  },
  ALERT_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'There is no alert {id}.',
    fix: 'See verbatim alert history for their numbers.',
  },
  ALERT_CLOSED: {
    ...usage,
    http: 409,
    message: 'The alert {id} is resolved.',
    fix: 'A resolved alert cannot be snoozed. See verbatim alert list for those that are open.',
  },
  ALERT_ADDRESS_INVALID: {
    ...usage,
    http: 409,
    message: 'The address of the channel {channel} is none of {kinds}.',
    fix: 'Correct it, or the variable of the environment that it names.',
  },
  ALERT_UNDELIVERED: {
    ...transient,
    message: 'The channel {channel} did not take the message at {host}: {detail}.',
    fix: 'Look at the address and the server. The message is kept and sent by the next check.',
  },
} as const satisfies Record<string, ErrorEntry>;
