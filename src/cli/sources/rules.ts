import type { App } from '../../app/open.ts';
import { formerHeaders } from '../../db/imports/writes.ts';
import { changeRules, readRules, storedRules } from '../../db/privacy/rules.ts';
import { suggestion } from '../../domain/suggestion.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { assertColumns, assertKeyed } from '../../ingest/masking/treatments.ts';
import { identifierMasker } from '../../privacy/identifiers/masker.ts';
import { EVERY_SOURCE, type MaskingRules } from '../../privacy/rules.ts';
import { changedRules, rulesInForce, saysAnything } from '../../privacy/source-rules.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';
import { type RuleFlags, ruleChanges } from './rule-flags.ts';

/**
 * `verbatim source set NAME`.
 * @throws VerbatimError USAGE, MASK_PATTERN_INVALID, COLUMN_UNKNOWN, KEY_MISSING
 */
export async function sourceSet(
  { database, keyring }: App,
  source: string,
  flags: RuleFlags,
): Promise<Outcome> {
  const changes = ruleChanges(flags);
  if (source.trim() === '' || source.includes('\0')) {
    throw new VerbatimError('USAGE', { detail: 'The name of the source is empty.' });
  }
  if (!saysAnything(changes)) {
    throw new VerbatimError('USAGE', {
      detail: 'Nothing is to be changed: name a rule, such as --names off.',
    });
  }
  const stored = await storedRules(database, [source, EVERY_SOURCE]);
  const before = stored.get(source) ?? null;
  assertPatterns(changes.withoutPatterns ?? [], before?.patterns ?? {});
  const rules = rulesInForce(stored.get(EVERY_SOURCE) ?? null, changedRules(before, changes));
  identifierMasker(rules);
  assertKeyed(rules, keyring);
  const headers = (await formerHeaders(database, source)).flat();
  if (headers.length > 0) {
    assertColumns(Object.keys(changes.columns ?? {}), headers, [...new Set(headers)], `Source ${source}`);
  }
  await changeRules(database, source, changes);
  return shown(source, await readRules(database, source), 'Rows that are stored stay as they are.');
}

/** Only the rules of the source itself can be taken back. */
function assertPatterns(kinds: readonly string[], own: Readonly<Record<string, string>>): void {
  const unknown = kinds.find((kind) => own[kind] === undefined);
  if (unknown === undefined) return;
  const likely = suggestion(unknown, Object.keys(own));
  const hint = likely === null ? '' : ` Did you mean ${likely}?`;
  throw new VerbatimError('USAGE', {
    detail: `The source has no pattern of its own named ${unknown}.${hint}`,
  });
}

/** `verbatim source show NAME`. */
export async function sourceShow({ database }: App, source: string): Promise<Outcome> {
  return shown(source, await readRules(database, source));
}

function shown(source: string, rules: MaskingRules, note?: string): Outcome {
  const { identifiers, names, places, numbered, keepOriginal, retainDays } = rules;
  const pairs = (of: Readonly<Record<string, string>>) =>
    Object.entries(of).map(([name, value]) => `${printable(name)} = ${printable(value)}`);
  const line = (label: string, values: readonly string[]) =>
    values.map((value, at) => (at === 0 ? label : '').padEnd(13) + value);
  const lines = [
    ...line('Source', [
      source === EVERY_SOURCE ? 'every source without rules of its own' : printable(source),
    ]),
    ...line('Identifiers', [identifiers ? 'masked' : 'not masked']),
    ...line('Names', [names]),
    ...line('Places', [places]),
    ...line('Numbers', [numbered ? 'equal values have the same number' : 'off']),
    ...line('Originals', [keepOriginal ? 'kept, encrypted' : 'not kept']),
    ...line('Kept for', [retainDays === null ? 'ever' : count(retainDays, 'day')]),
    ...line('Patterns', pairs(rules.patterns)),
    ...line('Columns', pairs(rules.columns)),
    ...line('Kept names', rules.keptNames.map(printable)),
    ...(note ? ['', note] : []),
  ];
  return done({ source, ...rules }, lines.join('\n'));
}
