import { join } from 'node:path';
import { applyRules, readChannels, readRules, removeRules } from '../../db/alerts/rules.ts';
import { type Database, inTransaction } from '../../db/client.ts';
import { lockMutex } from '../../db/leases.ts';
import { readTopics } from '../../db/topics/rows.ts';
import { suggestion } from '../../domain/suggestion.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { openAlertFile } from '../../ingest/alerts/alert-file.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';

/** The rules that are shipped. */
const SHIPPED = join(PACKAGE_ROOT, 'catalogue/alerts/rules.yaml');

export interface AppliedRules {
  readonly rules: number;
  readonly channels: number;
  /** Names of those that are new or changed. */
  readonly changed: readonly string[];
}

/**
 * Adds the rules and channels of a file, or changes those of the same name: all, or none.
 * @param file left out: the rules that are shipped
 * @throws VerbatimError ALERT_RULES_INVALID with line and column; FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function applyAlertFile(database: Database, file: string = SHIPPED): Promise<AppliedRules> {
  const { rules, channels, refuse } = await openAlertFile(file);
  return inTransaction(database, async (connection) => {
    await lockMutex(connection, 'alert');
    const reached = [...channels, ...(await readChannels(connection))].map(({ name }) => name);
    const topics = (await readTopics(connection)).filter(
      ({ retired, kind }) => !retired && kind === 'subject',
    );
    const named = topics.map(({ name }) => name);
    const lower = new Set(named.map((name) => name.toLowerCase()));
    for (const [i, { watch, of, to }] of rules.entries()) {
      for (const [j, name] of (watch === 'topic' ? (of ?? []) : []).entries()) {
        if (!lower.has(name.toLowerCase())) {
          throw refuse(['rules', i, 'of', j], `there is no topic ${name}`, name, named);
        }
      }
      for (const [j, name] of (to ?? []).entries()) {
        if (!reached.includes(name))
          throw refuse(['rules', i, 'to', j], `there is no channel ${name}`, name, reached);
      }
    }
    const changed = await applyRules(connection, rules, channels);
    return { rules: rules.length, channels: channels.length, changed };
  });
}

/** Removes rules and channels: all, or none. @throws VerbatimError ALERT_RULE_UNKNOWN */
export function removeAlertRules(database: Database, names: readonly string[], by: string): Promise<number> {
  return inTransaction(database, async (connection) => {
    await lockMutex(connection, 'alert');
    const known = [
      ...(await readRules(connection)).map(({ rule }) => rule.name),
      ...(await readChannels(connection)).map(({ name }) => name),
    ];
    const name = names.find((it) => !known.includes(it));
    if (name !== undefined) {
      const likely = suggestion(name, known);
      throw new VerbatimError('ALERT_RULE_UNKNOWN', { name, hint: likely ? ` Did you mean ${likely}?` : '' });
    }
    return removeRules(connection, names, by);
  });
}
