import type { Queryable } from '../client.ts';

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
  authors_negative: "sentiment = 'negative'",
  authors_neutral: "sentiment = 'neutral'",
  authors_positive: "sentiment = 'positive'",
  authors_mixed: "sentiment = 'mixed'",
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

/** SQL of who wrote them, as a {@link Crowd}. @param n SQL of the comments of a row */
export const crowdOf = (n: string, authors = 'authors'): string =>
  crowd(`coalesce(sum(${n}) filter (where ${authors} is null), 0)`, `bit_or(${authors})`);

/** SQL of a {@link Crowd}. @param alone SQL of its comments without a known author @param marks SQL of its bits */
export const crowd = (alone: string, marks: string): string =>
  `json_build_object('alone', ${alone}, 'marks', (${marks})::text)`;

/** Whether any comment has an author. */
export async function anyAuthor(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(`select ${ANY_AUTHOR} as found`);
  return rows[0]!.found;
}

/** SQL of bits of so many people, who are not known; null of null. Those of two cells may be the same people. */
export const someAuthors = (people: string): string =>
  `lpad(repeat('1', least(${people}, 256)::int), 256, '0')::bit(256)`;

/** Comments of a source (null: of all) in a period (UTC days, both included; null: open). */
export interface CountedScope {
  readonly source: string | null;
  readonly period: { readonly first: string | null; readonly last: string | null };
}

/** SQL condition of a {@link CountedScope} on feedback `f`, whose parameters are $1 to $3. */
const IN_SCOPE = `($1::text is null or f.source = $1)
  and ($2::date is null or f.occurred_at >= ($2::date::timestamp at time zone 'UTC'))
  and ($3::date is null or f.occurred_at < (($3::date + 1)::timestamp at time zone 'UTC'))`;

/**
 * The most comments that so many people may have written in a period, each comment without an author counted as one
 * person: more comments are of more people.
 */
export async function mostCommentsOf(
  database: Queryable,
  people: number,
  { source, period }: CountedScope,
): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `select (coalesce(sum(n), 0) + $4::int - count(*))::float8 as n
       from (select count(*) as n from verbatim.feedback f
              where f.author is not null and ${IN_SCOPE} group by f.author order by n desc limit $4::int) busiest`,
    [source, period.first, period.last, people],
  );
  return rows[0]!.n;
}

/** Comments that are looked at first: mostly they are of enough people. */
const FIRST_LOOK = 1_000;

/** Whether somebody wrote comments, or comments that are analysed, but fewer people than this. */
export async function areOfFew(
  database: Queryable,
  least: number,
  { source, period }: CountedScope,
): Promise<boolean> {
  for (const most of [FIRST_LOOK, null]) {
    const { rows } = await database.query<{ n: number; people: number; analysed: number }>(
      `select count(*) as n, count(*) filter (where author is null) + count(distinct author) as people,
              count(*) filter (where author is null and analysed)
                + count(distinct author) filter (where analysed) as analysed
         from (select f.author,
                      exists (select from verbatim.analysis a where a.document_id = f.document_id) as analysed
                 from verbatim.feedback f where ${IN_SCOPE} limit $4::bigint) looked`,
      [source, period.first, period.last, most],
    );
    const { n, people, analysed } = rows[0]!;
    if (people >= least && analysed >= least) return false;
    if (most === null || n < most) return [people, analysed].some((it) => it > 0 && it < least);
  }
  return false;
}
