/**
 * People in counts, for the rule that hides cells of few people. A cell has 256 bits; each author sets one, and each
 * comment without an author another. Bits of cells are united by OR, so people of any sum of cells are known. Two persons
 * may share a bit: the count is never too high. A cell without any author has no bits, and each comment is one person.
 * docs/decisions/people-not-rows.md
 */

const NONE = '0::bit(256)';

// Without authors anywhere, nobody's bit is computed. The index of authors answers at once.
const ANY_AUTHOR = '(select exists (select from verbatim.feedback where author is not null))';

/** SQL of the bit of who wrote feedback `f`, and of whether the author is known: what {@link authorsOf} reads. */
export const PERSON_COLUMNS = `f.author is not null as authored,
         case when f.author is not null then set_bit(${NONE}, get_byte(sha256(convert_to(f.author, 'UTF8')), 0), 1)
              when ${ANY_AUTHOR} then set_bit(${NONE}, (f.id % 256)::int, 1) end as person`;

/** Columns of `rollup_day` with bits, by the comments that they are of. */
const DAY_AUTHORS: Readonly<Record<string, string>> = {
  authors: 'analysed is not null',
  authors_rated: 'analysed is not null and rating is not null',
  authors_unread: 'analysed is null',
};
export const DAY_AUTHOR_NAMES: readonly string[] = Object.keys(DAY_AUTHORS);

/** SQL of the bits of the authors of some comments of a group; null: no author is known. */
export const authorsOf = (condition = 'true'): string =>
  `case when bool_or(authored and ${condition}) then bit_or(person) filter (where ${condition}) end`;

/** SQL of {@link DAY_AUTHOR_NAMES} of one comment. */
export const dayAuthors = (): string =>
  Object.entries(DAY_AUTHORS)
    .map(([name, condition]) => `case when authored and ${condition} then person end as ${name}`)
    .join(',\n         ');

/** SQL of what {@link unitedDayAuthors} unites: bits of a group, and whether any is that of an author. */
export const partialDayAuthors = (): string =>
  Object.entries(DAY_AUTHORS)
    .map(
      ([name, condition]) =>
        `bit_or(person) filter (where ${condition}) as ${name}, bool_or(authored and ${condition}) as any_${name}`,
    )
    .join(', ');
export const unitedDayAuthors = (): string =>
  DAY_AUTHOR_NAMES.map((name) => `case when bool_or(any_${name}) then bit_or(${name}) end`).join(', ');

/** SQL of the people who wrote the comments of a group of rows of counts. @param n SQL of the comments of a row */
export const peopleOf = (n: string, authors = 'authors'): string =>
  `coalesce(sum(${n}) filter (where ${authors} is null), 0)::bigint + coalesce(bit_count(bit_or(${authors})), 0)`;

/** SQL of the same as two columns, which TypeScript unites (src/domain/crowd.ts). */
export const crowdOf = (n: string, authors = 'authors'): string =>
  `coalesce(sum(${n}) filter (where ${authors} is null), 0)::float8 as alone, bit_or(${authors})::text as marks`;
