import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import type { FilterSql } from './comment-filter.ts';

/** The words of a question by the rules of one language. */
interface RuleWords {
  /** Text search configuration. */
  readonly rules: string;
  readonly lexemes: readonly string[];
}

/**
 * Rules for the languages that texts have by the statistics of the server, and for that of the question; all where it
 * has no statistics yet.
 */
const RULES = `(
  select distinct r.rules from verbatim.word_rules r
   where r.language = $2
      or coalesce((select r.language = any(p.most_common_vals::text::text[]) from pg_stats p
                    where p.schemaname = 'verbatim' and p.tablename = 'document' and p.attname = 'language'), true)
   union select 'pg_catalog.simple'::regconfig)`;

/** The words of a question by each set of rules that may have made words of texts. @param language ISO 639-1 */
export async function questionWords(
  database: Queryable,
  wanted: string,
  language: string | null,
): Promise<RuleWords[]> {
  const { rows } = await database.query<RuleWords>(
    `select r.rules::text as rules, w.lexemes
       from ${RULES} r cross join lateral (select tsvector_to_array(verbatim.words_of(r.rules, $1)) as lexemes) w
      where w.lexemes <> '{}' order by 1`,
    [wanted, language],
  );
  return rows;
}

/** A word as a query: nothing in it is an operator. */
const quotedWord = (lexeme: string): string => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** Documents up to which a word is counted where the statistics do not have it: each is a page to read. */
const COUNTED = 100;

/**
 * About how many documents hold each word, and how many there are. Of frequent words the statistics of the server know it;
 * a word that is neither frequent nor in few documents is taken to be between both.
 */
export async function wordCounts(
  database: Queryable,
  lexemes: readonly string[],
): Promise<{ readonly counts: ReadonlyMap<string, number>; readonly documents: number }> {
  const { rows } = await database.query<{ documents: number; lexemes: string[]; counts: number[] }>(
    `with size as materialized (
       select greatest(reltuples, 0)::float8 as documents from pg_class where oid = 'verbatim.document_words'::regclass
     ), frequent as materialized (
       select of.lexeme, ceil(of.share * size.documents) as n
         from size, pg_stats p
        cross join lateral unnest(p.most_common_elems::text::text[], p.most_common_elem_freqs) as of (lexeme, share)
        where p.schemaname = 'verbatim' and p.tablename = 'document_words' and p.attname = 'words' and of.lexeme is not null
     )
     select (select documents from size) as documents, array_agg(given.lexeme) as lexemes,
            array_agg(case when frequent.n is not null then frequent.n
                           when counted.n < ${COUNTED} then counted.n
                           else sqrt(counted.n * greatest(counted.n, (select min(n) from frequent))) end) as counts
       from unnest($1::text[], $2::text[]) as given (lexeme, query)
       left join frequent using (lexeme)
      cross join lateral (select count(*)::float8 as n
                            from (select from verbatim.document_words w
                                   where frequent.n is null and w.words @@ given.query::tsquery limit ${COUNTED}) h) counted`,
    [lexemes, lexemes.map(quotedWord)],
  );
  const { documents, lexemes: counted, counts } = rows[0]!;
  return { counts: new Map(counted.map((lexeme, i) => [lexeme, counts[i]!])), documents };
}

/** Words with weights: how much a sentence that holds them counts. */
interface WeighedWords extends RuleWords {
  readonly weights: readonly number[];
}

/** What a question looks for. */
export interface AskedWords {
  /** As asked; '': documents that hold all of it are not looked up as such. */
  readonly question: string;
  /** What must or must not occur; '' if nothing. */
  readonly required: string;
  readonly words: readonly WeighedWords[];
  /** Words that are looked up: any of them, or all. */
  readonly lookups: readonly { readonly how: 'any' | 'all'; readonly words: readonly string[] }[];
}

/** SQL of a question's words by rules. */
export const ASKED = `select a.rules, a.lexemes, a.weights, (select sum(x) from unnest(a.weights) x) as whole
                        from jsonb_to_recordset(:words::jsonb) as a (rules regconfig, lexemes text[], weights float8[])`;

/** SQL of how many lexemes there are, and what the words of `a` weigh that are among them. Each is made once. */
export const heldWeight = (lexemes: string): string =>
  `(select coalesce(sum(own.weight), 0) as weight, count(*) as words
      from unnest(${lexemes}) as l (lexeme) left join unnest(a.lexemes, a.weights) as own (lexeme, weight) using (lexeme))`;

/** For each document that is wanted, so many of a lookup are weighed. */
const WEIGHED = 3;

/**
 * Documents that hold most of the weight of a question, best first. Whichever rules made the words: it is sentences that
 * are compared by those of their language.
 */
export async function documentsWithWords(
  database: Queryable,
  { question, required, words, lookups }: AskedWords,
  filter: FilterSql,
  most: number,
): Promise<number[]> {
  const left = filter.limitsComments
    ? `and exists (select from verbatim.feedback f where f.document_id = w.document_id and ${filter.comment})`
    : '';
  const rows = await queryNamed<{ id: number }>(
    database,
    `with a as materialized (
       select array_agg(lexeme) as lexemes, array_agg(weight) as weights
         from (select lexeme, max(weight) as weight
                 from (${ASKED}) asked cross join lateral unnest(asked.lexemes, asked.weights) as one (lexeme, weight)
                group by lexeme) each
     ), queries as materialized (
       select query from unnest(:queries::tsquery[]) as query
        union
       select websearch_to_tsquery(asked.rules, :question) from (${ASKED}) asked
     )
     select found.id
       from queries q
      cross join a
      cross join lateral (select w.document_id as id, w.words from verbatim.document_words w
                           where w.words @@ q.query ${left} limit :weighed) found
      cross join lateral ${heldWeight('tsvector_to_array(found.words)')} held
      where querytree(q.query) not in ('', 'T')
      group by found.id
      order by max(held.weight) desc, min(held.words), found.id
      limit :most`,
    {
      ...{ ...filter.values, question, required, most, weighed: WEIGHED * most },
      words: JSON.stringify(words),
      queries: lookups.map((lookup) =>
        lookup.words.map(quotedWord).join(lookup.how === 'any' ? ' | ' : ' & '),
      ),
    },
  );
  return rows.map(({ id }) => id);
}
