import type { EvidenceRecord, MetricRecord } from '../../domain/audit-record.ts';
import { taskText } from '../wording/names.ts';
import type { BinaryTask, LabelledRow } from './rows.ts';

/** A judged comment, without its text. */
interface EvidenceRow {
  readonly feedbackId: number;
  readonly levels: readonly string[];
  /** -1 low, 1 high, else 0. */
  readonly ratingBand: number;
  readonly sentiment: string | null;
  readonly negative: number | null;
  readonly positive: number | null;
  readonly score: number | null;
  readonly confidence: number | null;
  readonly toxicity: number | null;
  readonly truncated: boolean | null;
  readonly failed: boolean;
  readonly language: string | null;
  readonly emotions: readonly string[];
}

interface EvidenceThresholds {
  readonly toxicity: number;
  readonly lowConfidence: number;
}

/** Comments that one finding points at, at most. */
const MOST = 10;

/**
 * The rows of a metric's group that show its gap best, most telling first and equal ones by id: rows with the outcome if
 * the group has it more often, rows without it if less often.
 * @param isInGroup whether a row belongs to the group of the metric
 */
export function evidenceOf(
  metric: MetricRecord,
  rows: readonly EvidenceRow[],
  isInGroup: (row: EvidenceRow) => boolean,
  thresholds: EvidenceThresholds,
): EvidenceRecord[] {
  const read = readerOf(metric, thresholds);
  if (!read) return [];
  const higher = metric.direction === 'higher';
  return rows
    .filter(isInGroup)
    .flatMap((row) => {
      const seen = read(row);
      return seen && seen.outcome === higher ? [{ row, score: seen.score }] : [];
    })
    .sort((a, b) => (higher ? b.score - a.score : a.score - b.score) || a.row.feedbackId - b.row.feedbackId)
    .slice(0, MOST)
    .map(({ row, score }) => ({
      feedbackId: row.feedbackId,
      pair: null,
      role: 'example',
      score,
      why: `${higher ? '' : 'not '}${taskText(metric.task)}${metric.stratum === null ? '' : `, ${metric.stratum}`}`,
    }));
}

/** The comments of a group that people and the model judge differently, the most confident mistakes first. */
export function mistakesOf(
  metric: MetricRecord,
  { name, rows }: BinaryTask,
  isInGroup: (row: LabelledRow) => boolean,
): EvidenceRecord[] {
  return rows
    .filter(({ row, label, decision }) => label !== decision && isInGroup(row))
    .map(({ row, label, score }) => ({ row, label, off: Math.abs(label - (score ?? 1 - label)) }))
    .sort((a, b) => b.off - a.off || a.row.feedbackId - b.row.feedbackId)
    .slice(0, MOST)
    .map(({ row, label, off }) => ({
      feedbackId: row.feedbackId,
      pair: null,
      role: 'example',
      score: off,
      why: `${metric.check}: people say ${label === 1 ? '' : 'not '}${taskText(name)}, the model the opposite`,
    }));
}

type Reader = (row: EvidenceRow) => { outcome: boolean; score: number } | null;

function readerOf(
  { task, stratum }: MetricRecord,
  { toxicity, lowConfidence }: EvidenceThresholds,
): Reader | null {
  const rated = ({ ratingBand }: EvidenceRow) => {
    if (stratum === 'low rating') return ratingBand === -1;
    if (stratum === 'high rating') return ratingBand === 1;
    return true;
  };
  const polarity = (name: 'negative' | 'positive'): Reader => {
    return (row) => {
      if (row.sentiment === null || !rated(row)) return null;
      return { outcome: row.sentiment === name, score: row[name]! };
    };
  };
  if (task === 'negative' || task === 'positive') return polarity(task);
  if (task === 'score')
    return (row) => (row.score === null ? null : { outcome: row.score > 0, score: row.score });
  if (task === 'toxic') {
    return ({ toxicity: p }) => (p === null ? null : { outcome: p >= toxicity, score: p });
  }
  if (task.startsWith('emotion ')) {
    const emotion = task.slice('emotion '.length);
    return (row) =>
      row.sentiment === null ? null : { outcome: row.emotions.includes(emotion), score: row.confidence! };
  }
  if (task === 'low confidence') {
    return ({ confidence }) =>
      confidence === null ? null : { outcome: confidence < lowConfidence, score: 1 - confidence };
  }
  if (task === 'truncated') {
    return ({ truncated }) => (truncated === null ? null : { outcome: truncated, score: 0 });
  }
  if (task === 'failed') return ({ failed }) => ({ outcome: failed, score: 0 });
  if (task === 'unknown language') return ({ language }) => ({ outcome: language === null, score: 0 });
  return null;
}
