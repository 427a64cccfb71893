import type { SentenceKey } from '../../domain/search/sentence-index.ts';
import type { Queryable } from '../client.ts';
import { queryNamed } from '../named-parameters.ts';
import type { FilterSql } from './comment-filter.ts';

/** The words of a question by the rules of one language. */
interface RuleWords {
  /** Text search configuration. */
  readonly rules: string;
  readonly lexemes: readonly string[];
}

const RULES = `(select distinct rules from verbatim.word_rules union select 'pg_catalog.simple'::regconfig)`;

/** The words of a question by each set of rules that the server has. */
export async function questionWords(database: Queryable, wanted: string): Promise<RuleWords[]> {
  const { rows } = await database.query<RuleWords>(
    `select r.rules::text as rules, w.lexemes
       from ${RULES} r cross join lateral (select tsvector_to_array(verbatim.words_of(r.rules, $1)) as lexemes) w
      where w.lexemes <> '{}' order by 1`,
    [wanted],
  );
  return rows;
}

/** Least documents from which on a word is as common as any: counting further takes time. */
const COUNTED = 10_000;

/** How many documents hold each word, at most {@link COUNTED}; and about how many there are. */
export async function wordCounts(
  database: Queryable,
  lexemes: readonly string[],
): Promise<{ readonly counts: ReadonlyMap<string, number>; readonly documents: number }> {
  const { rows } = await database.query<{ lexeme: string; n: number }>(
    `select given.lexeme, counted.n
       from unnest($1::text[]) as given (lexeme)
      cross join lateral (select count(*) as n
                            from (select from verbatim.document_words w
                                   where w.words @@ plainto_tsquery('pg_catalog.simple', given.lexeme) limit ${COUNTED}) h) counted`,
    [lexemes],
  );
  const { rows: size } = await database.query<{ n: number }>(
    `select greatest(reltuples, 0)::bigint as n from pg_class where oid = 'verbatim.document_words'::regclass`,
  );
  return { counts: new Map(rows.map(({ lexeme, n }) => [lexeme, n])), documents: size[0]!.n };
}

/** Words with weights: how much a sentence that holds them counts. */
export interface WeighedWords extends RuleWords {
  readonly weights: readonly number[];
}

export interface WordSearch {
  readonly modelId: number;
  /** As asked. */
  readonly question: string;
  /** What must or must not occur; '' if nothing. */
  readonly required: string;
  readonly words: readonly WeighedWords[];
  /** Words that are looked up; documents with none of them are found only if they hold all of the question. */
  readonly rare: readonly string[];
  readonly most: number;
}

/** Documents that are weighed; and those of them whose sentences are. */
const MOST_WEIGHED = 2_000;
const MOST_READ = 300;
/** Share of the weight of a question that a sentence must hold. */
const LEAST_SHARE = 0.25;
/** Usual words of a sentence, without stop words; a longer one counts less, as in BM25 with k1 = 1.2 and b = 0.75. */
const USUAL_WORDS = 8;

/**
 * Sentences that hold the words of a question, most of their weight first. Documents are looked up by all words, and by any
 * of the rare ones; each is compared by the rules of its language.
 */
export function sentencesWithWords(
  database: Queryable,
  search: WordSearch,
  filter: FilterSql,
): Promise<SentenceKey[]> {
  const { modelId, question, required, words, rare, most } = search;
  const left = filter.limitsComments
    ? `and exists (select from verbatim.feedback f where f.document_id = w.document_id and ${filter.comment})`
    : '';
  return queryNamed<SentenceKey>(
    database,
    `with asked as materialized (
       select a.rules, a.lexemes, a.weights, (select sum(x) from unnest(a.weights) x) as whole,
              websearch_to_tsquery(a.rules, :required) as required
         from jsonb_to_recordset(:words::jsonb) as a (rules regconfig, lexemes text[], weights float8[])
     ), any_rare as materialized (
       select replace(plainto_tsquery('pg_catalog.simple', :rare)::text, ' & ', ' | ')::tsquery as query
     ), candidates as materialized (
       (select w.document_id
          from (select distinct websearch_to_tsquery(rules, :question) as query from asked) q
          join verbatim.document_words w on w.words @@ q.query
         where querytree(q.query) not in ('', 'T') ${left} limit ${MOST_WEIGHED})
        union
       (select w.document_id from any_rare q join verbatim.document_words w on w.words @@ q.query
         where true ${left} limit ${MOST_WEIGHED})
     ), weighed as materialized (
       select w.document_id, a.rules, a.lexemes, a.weights, a.whole, d.text, ts_rank_cd(w.words, q.query, 1) as rank,
              (select sum(weight) from unnest(a.lexemes, a.weights) as own (lexeme, weight)
                where own.lexeme = any(held.lexemes)) as weight
         from candidates c
        cross join any_rare q
         join verbatim.document_words w using (document_id)
         join verbatim.document d on d.id = w.document_id
         left join verbatim.word_rules r on r.language = d.language
         join asked a on a.rules = coalesce(r.rules, 'pg_catalog.simple'::regconfig)
        cross join lateral (select tsvector_to_array(w.words) as lexemes offset 0) held
        where numnode(a.required) = 0 or w.words @@ a.required
     ), best as materialized (
       select * from weighed where weight > 0 order by weight desc, rank desc, document_id limit ${MOST_READ}
     )
     select s.document_id as "documentId", s.ordinal
       from best b
       join verbatim.segment s on s.document_id = b.document_id and s.model_id = :model
      cross join lateral (select tsvector_to_array(verbatim.words_of(b.rules,
              substring(b.text from s.start_offset + 1 for s.end_offset - s.start_offset))) as lexemes offset 0) held
      cross join lateral (select sum(weight) as weight from unnest(b.lexemes, b.weights) as own (lexeme, weight)
                           where own.lexeme = any(held.lexemes)) own
      where own.weight >= ${LEAST_SHARE} * b.whole and ${filter.sentence}
      order by own.weight / (1.3 + 0.9 * cardinality(held.lexemes) / ${USUAL_WORDS}) desc, b.rank desc,
               s.document_id, s.ordinal
      limit :most`,
    {
      ...filter.values,
      ...{ model: modelId, question, required, most },
      words: JSON.stringify(words),
      rare: rare.join(' '),
    },
  );
}
