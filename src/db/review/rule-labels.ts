import { type Connection, type Database, inTransaction } from '../client.ts';
import { copyRows } from '../copy-rows.ts';
import { cursorPages } from '../cursor.ts';

/** A judged text with its sentences, and the first comment of each source that has it. */
export interface RuleText {
  readonly documentId: number;
  readonly text: string;
  readonly sentences: readonly { readonly start: number; readonly end: number; readonly sentiment: string }[];
  readonly comments: readonly {
    readonly feedbackId: number;
    readonly source: string;
    /** Of the text; where that is not known, as the file of the comment says. */
    readonly language: string | null;
  }[];
}

/** A label that a rule gives a sentence. */
export interface RuleLabel {
  readonly rule: string;
  readonly task: string;
  readonly value: string;
  readonly feedbackId: number;
  readonly start: number;
  readonly end: number;
}

/** What a run changes of the labels of rules. */
export interface RuleLabelCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly withdrawn: number;
}

/**
 * Replaces the labels of all rules: those that the rules do not give any more are withdrawn. One transaction.
 * @param label labels of a text
 * @param dryRun counts and changes nothing
 */
export function replaceRuleLabels(
  database: Database,
  modelId: number,
  label: (text: RuleText) => readonly RuleLabel[],
  dryRun: boolean,
): Promise<RuleLabelCounts> {
  return inTransaction(database, async (connection) => {
    await connection.query(
      `create temp table rule_label (labeller text, task text, value text, feedback_id bigint, document_id bigint,
         start_offset integer, end_offset integer) on commit drop`,
    );
    for await (const page of ruleTexts(connection, modelId)) {
      const labels = page.flatMap((text) =>
        label(text).map((it) => ({ ...it, documentId: text.documentId })),
      );
      if (labels.length === 0) continue;
      await copyRows(
        connection,
        'rule_label (labeller, task, value, feedback_id, document_id, start_offset, end_offset)',
        labels.map((it) => [
          ...[`rule ${it.rule}`, it.task, it.value, it.feedbackId, it.documentId, it.start, it.end],
        ]),
      );
    }
    // Of two runs at once, the second counts and replaces what the first has written.
    await connection.query('lock table verbatim.label in share row exclusive mode');
    const counts = await difference(connection);
    if (!dryRun) await write(connection);
    return counts;
  });
}

function ruleTexts(connection: Connection, modelId: number): AsyncGenerator<RuleText[]> {
  const sql = `
    select d.id as "documentId", d.text, s.sentences, c.comments
      from verbatim.analysis a
      join verbatim.document d on d.id = a.document_id
     cross join lateral (
       select jsonb_agg(jsonb_build_object('start', s.start_offset, 'end', s.end_offset, 'sentiment', s.sentiment)
                        order by s.ordinal) as sentences
         from verbatim.segment s where s.document_id = d.id and s.model_id = a.model_id) s
     cross join lateral (
       select jsonb_agg(jsonb_build_object('feedbackId', f.id, 'source', f.source, 'language',
                coalesce(d.language, lower(substring(f.language from '^([A-Za-z]{2,3})(?:[-_]|$)')))) order by f.id) as comments
         from (select distinct on (f.source) f.id, f.source, f.language from verbatim.feedback f
                where f.document_id = d.id order by f.source, f.id) f) c
     where a.model_id = $1 and s.sentences is not null and c.comments is not null
     order by d.id`;
  return cursorPages<RuleText>(connection, sql, [modelId], 1_000);
}

/** The label `l` is the one of the rule label `n`. */
const SAME = `l.feedback_id = n.feedback_id and l.task = n.task and l.labeller = n.labeller
  and l.start_offset = n.start_offset`;
const CHANGED =
  '(l.value, l.end_offset, l.document_id) is distinct from (n.value, n.end_offset, n.document_id)';

async function difference(connection: Connection): Promise<RuleLabelCounts> {
  await connection.query('create index on rule_label (feedback_id); analyze rule_label');
  const { rows } = await connection.query<RuleLabelCounts>(
    `select count(*) filter (where l.id is null) as added,
            count(*) filter (where l.id is not null and ${CHANGED}) as changed,
            count(*) filter (where l.id is not null and not ${CHANGED}) as unchanged,
            (select count(*) from verbatim.label l where l.labeller like 'rule %'
                and not exists (select from rule_label n where ${SAME})) as withdrawn
       from rule_label n left join verbatim.label l on ${SAME}`,
  );
  return rows[0]!;
}

async function write(connection: Connection): Promise<void> {
  await connection.query(
    `insert into verbatim.label_change (feedback_id, task, labeller, start_offset, former_value, value, changed_from,
       former)
     select coalesce(n.feedback_id, l.feedback_id), coalesce(n.task, l.task), coalesce(n.labeller, l.labeller),
            coalesce(n.start_offset, l.start_offset), l.value, n.value, coalesce(n.labeller, l.labeller), to_jsonb(l)
       from rule_label n
       full join (select * from verbatim.label where labeller like 'rule %') l
              on l.feedback_id = n.feedback_id and l.task = n.task and l.labeller = n.labeller
             and l.start_offset is not distinct from n.start_offset
      where l.value is distinct from n.value`,
  );
  await connection.query(
    `delete from verbatim.label l
      where l.labeller like 'rule %' and not exists (select from rule_label n where ${SAME})`,
  );
  await connection.query(
    `insert into verbatim.label (feedback_id, task, value, labeller, imported_from, document_id, start_offset, end_offset)
     select feedback_id, task, value, labeller, labeller, document_id, start_offset, end_offset from rule_label
         on conflict (feedback_id, task, labeller, coalesce(start_offset, -1)) do update
        set value = excluded.value, end_offset = excluded.end_offset, document_id = excluded.document_id,
            changed_at = now()
      where (label.value, label.end_offset, label.document_id)
            is distinct from (excluded.value, excluded.end_offset, excluded.document_id)`,
  );
}
