import { isDay } from '../../analysis/digest/period.ts';
import type { Database } from '../../db/client.ts';
import { attributeNames } from '../../db/reports/report-queries.ts';
import { isAttribute } from '../../db/rollups/rollups.ts';
import { attributeValues, sourceNames } from '../../db/search/filter-values.ts';
import { readTopics } from '../../db/topics/rows.ts';
import type { SearchFilter } from '../../domain/search/found-sentence.ts';
import { suggestion } from '../../domain/suggestion.ts';
import { inUse } from '../../domain/topics/topic-edits.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { printable } from '../../reporting/formats/cell-text.ts';

const NO_FILTER: SearchFilter = {
  ...{ first: null, last: null, source: null, attributes: {}, topic: null },
  ...{ sentiment: null, ratings: null, handled: null },
};
const MOST_NAMED = 40;

/**
 * A whole filter. A topic may be given by name or key.
 * @throws VerbatimError FILTER_INVALID, TOPIC_UNKNOWN, TOPIC_RETIRED, ATTRIBUTE_UNKNOWN
 */
export async function wholeFilter(database: Database, given: Partial<SearchFilter>): Promise<SearchFilter> {
  const filter = { ...NO_FILTER, ...given };
  const { first, last, ratings, topic, attributes } = filter;
  for (const [what, day] of Object.entries({ first, last })) {
    if (day !== null && !isDay(day)) throw invalid(what, `${shown(day)} is not a day such as 2026-01-31`);
  }
  if (first !== null && last !== null && first > last) throw invalid('first', 'it is after the last day');
  if (ratings && !(Number.isFinite(ratings[0]) && Number.isFinite(ratings[1]) && ratings[0] <= ratings[1])) {
    throw invalid('ratings', 'two numbers are expected, the lesser first');
  }
  for (const name of Object.keys(attributes)) {
    if (name === 'language' || (await isAttribute(database, name))) continue;
    const known = (await attributeNames(database, null)).slice(0, MOST_NAMED);
    throw new VerbatimError('ATTRIBUTE_UNKNOWN', {
      attribute: shown(name),
      known: known.map(printable).join(', ') || 'none',
    });
  }
  return topic === null ? filter : { ...filter, topic: inUse(await readTopics(database), topic).id };
}

/** For a filter that leaves nothing. @throws VerbatimError FILTER_VALUE_UNKNOWN if no comment has one of its values */
export async function assertValues(database: Database, { source, attributes }: SearchFilter): Promise<void> {
  if (source !== null) assertKnown('the source', source, await sourceNames(database));
  for (const [name, value] of Object.entries(attributes)) {
    assertKnown(`the ${shown(name)}`, value, await attributeValues(database, name));
  }
}

function assertKnown(what: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  const likely = suggestion(value, known);
  const hint = likely === null ? '' : ` Did you mean ${shown(likely)}?`;
  throw new VerbatimError('FILTER_VALUE_UNKNOWN', { what, value: shown(value), hint });
}

const shown = (text: string): string => printable(text).slice(0, 100);
const invalid = (what: string, detail: string) => new VerbatimError('FILTER_INVALID', { what, detail });
