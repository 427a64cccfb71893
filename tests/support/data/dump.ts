import { openDatabase } from '../../../src/db/client.ts';

/** Every feedback with its label and rounded scores, one line each, in an order that ids do not decide. */
export async function dump(url: string): Promise<string[]> {
  const database = await openDatabase(url, { connections: 1, name: 'dump' });
  try {
    const { rows } = await database.query<{ line: string }>(`
      select concat_ws(E'\\t', f.source, f.line, to_json(d.text), a.sentiment, round(a.score::numeric, 3),
                       round(a.negative::numeric, 3), round(a.positive::numeric, 3), round(a.toxicity::numeric, 3),
                       array_to_string(a.emotions, ','), a.tokens, a.windows, a.truncated,
                       (select string_agg(concat_ws(':', s.start_offset, s.end_offset, s.sentiment), ' ' order by ordinal)
                          from verbatim.segment s where s.document_id = d.id and s.model_id = a.model_id)) as line
        from verbatim.feedback f
        left join verbatim.document d on d.id = f.document_id
        left join verbatim.analysis a on a.document_id = d.id
       order by f.source, f.line, f.identity`);
    return rows.map((row) => row.line);
  } finally {
    await database.end();
  }
}
