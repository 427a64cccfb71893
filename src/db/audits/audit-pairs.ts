import type { PairScore, SwapRecords, TemplateRecord, TermRecord } from '../../domain/swap-record.ts';
import type { Connection } from '../client.ts';
import { type CopyValue, copyRows } from '../copy-rows.ts';
import type { auditTemplate, auditTerm } from '../schema/audits.ts';
import type { Row } from '../schema/verbatim.ts';

/**
 * Stores what an audit of swaps has asked and what the model said, in the place of what the audit had before. Sentences
 * and words are stored once for each wording, what a sentence is about as the suite says now; pairs go in by COPY. Inside of the transaction of the audit.
 */
export async function writePairs(
  connection: Connection,
  auditId: number,
  { templates, terms, pairs }: SwapRecords,
): Promise<void> {
  const templateIds = await storedTemplates(connection, templates);
  const termIds = await storedTerms(connection, terms);
  const idOf = (ids: readonly number[], place: number | null) => (place === null ? null : ids[place]!);
  await copyRows(
    connection,
    'verbatim.audit_pair (audit_id, ordinal, axis, template_id, feedback_id, term_id, baseline_id, skip_reason)',
    pairs.map(({ axis, template, feedbackId, term, baseline, skipReason }, ordinal) => [
      ...[auditId, ordinal, axis, idOf(templateIds, template), feedbackId],
      ...[idOf(termIds, term), idOf(termIds, baseline), skipReason],
    ]),
  );
  await copyRows(
    connection,
    'verbatim.audit_pair_score (audit_id, ordinal, side, label, negative, positive, toxicity)',
    pairs.flatMap(({ scores }, ordinal) =>
      scores === null
        ? []
        : (['term', 'baseline'] as const).map((side) => [
            ...[auditId, ordinal, side],
            ...scoreValues(scores[side]),
          ]),
    ),
  );
  // Thousands of rows that the planner knows nothing of: without it, views over them take seconds.
  await connection.query('analyze verbatim.audit_pair, verbatim.audit_pair_score');
  await connection.query('analyze verbatim.audit_template, verbatim.audit_term');
}

/** Scores to a millionth, as the engine gives them whatever shares their batch. */
const scoreValues = ({ label, negative, positive, toxicity }: PairScore): CopyValue[] => {
  const rounded = (value: number) => Math.round(value * 1e6) / 1e6;
  return [label, rounded(negative), rounded(positive), toxicity === null ? null : rounded(toxicity)];
};

async function storedTemplates(
  connection: Connection,
  templates: readonly TemplateRecord[],
): Promise<number[]> {
  const columns = [
    templates.map(({ name }) => name),
    templates.map(({ version }) => version),
    templates.map(({ sha256 }) => sha256),
    templates.map(({ language }) => language),
    templates.map(({ role }) => role),
    templates.map(({ polarity }) => polarity),
    templates.map(({ form }) => form),
    templates.map(({ domain }) => domain),
    templates.map(({ frame }) => frame),
    templates.map(({ licence }) => licence),
  ];
  await connection.query(
    `insert into verbatim.audit_template as t (name, version, sha256, language, role, polarity, form, domain, frame,
            licence)
     select * from unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::text[], $9::text[], $10::text[])
         on conflict (name, version, sha256) do update set domain = excluded.domain
      where t.domain <> excluded.domain`,
    columns,
  );
  const { rows } = await connection.query<Row<typeof auditTemplate, 'id'>>(
    `select t.id from unnest($1::text[], $2::integer[], $3::text[]) with ordinality as w (name, version, sha256, place)
       join verbatim.audit_template t using (name, version, sha256) order by w.place`,
    columns.slice(0, 3),
  );
  return rows.map(({ id }) => id);
}

async function storedTerms(connection: Connection, terms: readonly TermRecord[]): Promise<number[]> {
  const columns = [
    terms.map(({ language }) => language),
    terms.map(({ axis }) => axis),
    terms.map(({ term }) => term),
    terms.map(({ isBaseline }) => isBaseline),
    terms.map(({ version }) => version),
    terms.map(({ sha256 }) => sha256),
    terms.map(({ words }) => JSON.stringify(words)),
  ];
  const key = 'language, axis, term, is_baseline, version, sha256';
  await connection.query(
    `insert into verbatim.audit_term (${key}, words)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::integer[], $6::text[], $7::jsonb[])
         on conflict (${key}) do nothing`,
    columns,
  );
  const { rows } = await connection.query<Row<typeof auditTerm, 'id'>>(
    `select t.id from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::integer[], $6::text[])
              with ordinality as w (${key}, place)
       join verbatim.audit_term t using (${key}) order by w.place`,
    columns.slice(0, 6),
  );
  return rows.map(({ id }) => id);
}
