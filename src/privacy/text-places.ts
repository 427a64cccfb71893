/**
 * What an erasure does with each column that can hold words, and what its proof does when it finds words there.
 *
 * - `comment`: goes with the comment or its text. What is found there afterwards fails the proof.
 * - `others`: words of the comments that stay. What is found there is said by others too, and not searched for further.
 * - `redact`: written by people of the company, or copied from cells: `[erased]` takes the place of what is found.
 * - `delete`: a row that holds it is deleted.
 * - `code`: names, codes and settings, few different ones. What is found there fails the proof.
 * - `hash`: SHA-256 of a text, looked up as such.
 * - `bytes`: numbers, keyed hashes or encrypted bytes, which go with their row; not searched.
 */
export type TextPlace = 'comment' | 'others' | 'redact' | 'delete' | 'code' | 'hash' | 'bytes';

/** By table of the schema `verbatim`: one place for all its columns, or one for each. */
export const TEXT_PLACES: Readonly<Record<string, TextPlace | Readonly<Record<string, TextPlace>>>> = {
  access_log: 'code',
  accuracy: { task: 'code', slice: 'code', level: 'delete', measure: 'code', class: 'code' },
  alert: {
    ...{ rule: 'code', watch: 'code', measure: 'code', direction: 'code', subject: 'code', source: 'code' },
    ...{ state: 'code', changed_by: 'code', note: 'redact' },
  },
  alert_channel: { name: 'code', document: 'redact' },
  alert_message: 'code',
  alert_rule: { name: 'code', document: 'redact' },
  analysis: { sentiment: 'code', emotions: 'code', embedding: 'bytes', labels: 'code' },
  api_key: { id: 'code', hash: 'bytes', name: 'redact', scopes: 'code' },
  audit: {
    ...{ kinds: 'code', trigger: 'code', source: 'code', input_sha256: 'code', code_version: 'code' },
    ...{ notes: 'redact', charts: 'redact', verdict: 'code' },
  },
  audit_baseline: {
    ...{ source: 'code', column_name: 'code', kind: 'code', edges: 'code', counts: 'redact' },
    ...{ vectors: 'bytes', frozen_values: 'redact' },
  },
  audit_cube: { source: 'code', levels: 'delete', emotions: 'code' },
  audit_cube_seen: 'code',
  audit_cube_set: 'code',
  audit_evidence: { pair: 'code', role: 'code', why: 'delete' },
  audit_finding: {
    ...{ source: 'code', fingerprint: 'redact', state: 'code', severity: 'code', sentence: 'redact' },
  },
  audit_group: { attribute: 'code', group_key: 'delete', hidden_reason: 'code' },
  audit_metric: {
    ...{ check_id: 'code', metric: 'code', task: 'code', attribute: 'code', group_key: 'redact' },
    ...{ reference: 'redact', stratum: 'redact', scale: 'code', effect_name: 'code', test: 'code' },
    ...{ family: 'redact', status: 'code', reason: 'code', direction: 'code', fingerprint: 'redact' },
    ...{ hidden_reason: 'code', sentence: 'redact', method: 'redact' },
  },
  audit_pair: 'code',
  audit_pair_score: 'code',
  audit_policy: 'code',
  audit_template: 'code',
  audit_term: 'code',
  audit_waiver: { fingerprint: 'redact', reason: 'redact', by_whom: 'redact', model_hash: 'code' },
  definition: 'code',
  derived_attribute: 'code',
  digest: { hash: 'code', period: 'code', grouped_by: 'code', content: 'delete' },
  digest_quote: 'comment',
  document: { hash: 'hash', text: 'others', language: 'code' },
  document_words: 'others',
  entity: 'code',
  erasure: {
    selected_by: 'code',
    source: 'code',
    reason: 'code',
    status: 'code',
    proof: 'comment',
    requested_by: 'code',
  },
  erasure_part: { kind: 'code', sealed: 'bytes' },
  failure: { code: 'code', message: 'redact' },
  feedback: {
    ...{ source: 'code', external_id: 'others', raw_text: 'others', language: 'code', author: 'comment' },
    attributes: 'others',
  },
  feedback_change: { old_values: 'others', new_values: 'others' },
  former_source: 'code',
  handled: { note: 'redact', handled_by: 'code' },
  import: {
    ...{ source: 'code', file_name: 'redact', encoding: 'code', delimiter: 'code', mapping: 'redact' },
    ...{ status: 'code', error_code: 'code', layout: 'redact', rating_scale: 'code', masked: 'code' },
  },
  installation: 'code',
  kept_day: 'code',
  label: {
    ...{ task: 'code', value: 'code', labeller: 'code', imported_from: 'redact', model_value: 'code' },
    reason: 'redact',
  },
  label_change: {
    ...{ task: 'code', labeller: 'code', former_value: 'code', value: 'code', changed_from: 'redact' },
    former: 'redact',
  },
  layout: 'code',
  lease: 'code',
  mapping: { name: 'redact', columns: 'redact', options: 'redact' },
  mask_pass: 'code',
  masked_value: { source: 'code', kind: 'code', mac: 'bytes' },
  model: {
    ...{ name: 'code', version: 'code', hash: 'code', task: 'code', precision: 'code' },
    ...{ manifest: 'code', labels: 'code' },
    ...{ folder: 'code', checks: 'code', tuning: 'code' },
  },
  model_activation: 'code',
  model_comparison: 'code',
  mutex: 'code',
  night_schedule: 'code',
  origin: {
    source: 'code',
    kind: 'code',
    address: 'code',
    settings: 'code',
    position: 'redact',
    status: 'code',
    error_code: 'code',
    counts: 'code',
  },
  origin_file: { source: 'code', key: 'bytes', etag: 'code' },
  original: 'bytes',
  preset: { name: 'code', definition: 'redact' },
  privacy_key: 'bytes',
  reject: { column_name: 'redact', reason: 'code', detail: 'redact', raw_row: 'delete', closed_as: 'code' },
  reported_day: { source: 'code', attribute: 'code', value: 'delete' },
  review_draw: 'code',
  review_item: { stratum: 'redact', reasons: 'redact', held_by: 'code' },
  rollup_attribute: 'code',
  rollup_contribution_day: 'code',
  rollup_day: { source: 'code', attribute: 'code', value: 'delete' },
  rollup_disagreement: 'code',
  rollup_emotion_day: 'code',
  rollup_rating_day: 'code',
  rollup_state: 'code',
  rollup_theme_day: { source: 'code', attribute: 'code', value: 'delete' },
  rollup_theme_month: { source: 'code', attribute: 'code', value: 'delete' },
  rollup_topic_day: { source: 'code', attribute: 'code', value: 'delete' },
  rollup_topic_month: { source: 'code', attribute: 'code', value: 'delete' },
  rollup_touched: 'code',
  run: 'code',
  run_step: 'code',
  segment: { sentiment: 'code', embedding: 'bytes' },
  source_rule: {
    ...{ source: 'code', names: 'code', places: 'code', patterns: 'code', columns: 'code' },
    kept_names: 'code',
  },
  theme: {
    ...{ name: 'redact', user_name: 'redact', keywords: 'redact', centroid: 'bytes' },
    name_writer: 'code',
  },
  theme_clustering: { reason: 'code', space: 'bytes' },
  theme_edit: { kind: 'code', name: 'redact', made_by: 'code' },
  theme_quote: 'comment',
  tombstone: { kind: 'code', mac: 'bytes' },
  topic: {
    ...{ key: 'code', name: 'redact', names: 'redact', description: 'redact', origin: 'code' },
    kind: 'code',
  },
  topic_change: 'code',
  topic_example: { text: 'delete', language: 'code' },
  topic_model: { definition: 'code', method: 'code', weights: 'bytes' },
  topic_space: { hash: 'code', mean: 'bytes', projection: 'bytes' },
  topic_text: { hash: 'hash', embedding: 'bytes' },
  translation: 'comment',
  translator: 'code',
  upload: {
    ...{ state: 'code', file_name: 'redact', format: 'code', settings: 'redact', fingerprint: 'code' },
    ...{ idempotency_key: 'redact', attributes: 'redact', unparsed: 'redact', error: 'redact' },
    owner: 'code',
  },
  worker: 'code',
  writer_use: { purpose: 'code', writer: 'code' },
};

/** Null: nobody has decided about the column. */
export function placeOf(table: string, column: string): TextPlace | null {
  const places = TEXT_PLACES[table];
  if (places === undefined) return null;
  return typeof places === 'string' ? places : (places[column] ?? null);
}
