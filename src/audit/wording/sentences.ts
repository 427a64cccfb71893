import { type MetricRecord, REST } from '../../domain/audit-record.ts';
import { MISSING } from '../observed/level-sums.ts';
import { LEAST_LABELS } from '../verdict/status.ts';
import { filled, groupIn, languageIn, taskIn } from './names.ts';
import { GERMAN } from './sentences-de.ts';
import { ENGLISH, type SentenceTable } from './sentences-en.ts';

/** Languages of findings; all other words of a report are English. */
export const SENTENCE_LANGUAGES = ['en', 'de'] as const;
export type SentenceLanguage = (typeof SENTENCE_LANGUAGES)[number];

const SENTENCE_TABLES: Readonly<Record<SentenceLanguage, SentenceTable>> = {
  en: ENGLISH,
  de: GERMAN,
};

/** Cached: a number format takes longer to make than a sentence. */
const WHOLE = new Map(
  Object.values(SENTENCE_TABLES).map((table) => [
    table,
    new Intl.NumberFormat(table.locale, { maximumFractionDigits: 0 }),
  ]),
);

type Judged = Omit<MetricRecord, 'sentence'>;

/** A gap in one line, without its two groups; null for a metric that only has a whole sentence. */
export function briefOf(metric: Judged, language: SentenceLanguage = 'en'): string | null {
  if (metric.hidden !== null || metric.status === 'insufficient' || /^[DC]/.test(metric.check)) return null;
  return new MetricSentence(SENTENCE_TABLES[language], metric).brief();
}

/** The end of a sentence: the status, and how to find out whether the customers or the model differ. */
export function statusSentence(metric: Judged, language: SentenceLanguage = 'en'): string {
  return new MetricSentence(SENTENCE_TABLES[language], metric).end().trim();
}

/** A reason in English words; unknown reasons stay codes. */
export function reasonText(reason: string): string {
  return ENGLISH.reasons[reason] ?? reason.replaceAll('_', ' ');
}

/**
 * The sentence of a metric, from a fixed table for each kind of check: who, what, how much against whom, how sure, what to
 * do. It never says "biased" for a gap without labels, never "fair", and has no number of a hidden group.
 */
export function sentenceOf(metric: Judged, language: SentenceLanguage = 'en'): string {
  const parts = new MetricSentence(SENTENCE_TABLES[language], metric);
  if (metric.hidden !== null) return parts.hidden(metric.hidden);
  if (metric.status === 'insufficient') return parts.insufficient();
  const ofLabels = metric.check === 'X1' && metric.method.parent === 'L1';
  switch (ofLabels ? 'L' : metric.check[0]) {
    case 'D':
      return parts.drift() + parts.end();
    case 'L':
      return parts.labelled() + parts.end();
    case 'C':
      return parts.swap() + parts.end();
    default:
      return parts.observed() + parts.end();
  }
}

/** Whether labels and ratings explain a gap in the labels of the model; made by `explained`. */
export interface Explanation {
  /** Whether the model errs differently there, by labels of people; null if they are too few. */
  readonly byLabels: 'same' | 'gap' | null;
  /** Whether it labels differently at the same rating; null without ratings, or if they are too few. */
  readonly byRatings: 'same' | 'gap' | null;
  /** Whether people have labelled any comment for this output. */
  readonly someLabels: boolean;
  /** Comments of the group to label next, drawn at random, 0 upwards. */
  readonly labelsNeeded: number;
}

const UNEXPLAINED: Explanation = {
  ...{ byLabels: null, byRatings: null, someLabels: false },
  labelsNeeded: LEAST_LABELS,
};

const COVERAGE_TASKS = new Set(['failed', 'truncated', 'low confidence', 'unknown language']);

/** One metric in the words of one language. */
class MetricSentence {
  private readonly whose: string;
  private readonly against: string;

  private readonly words: SentenceTable;
  private readonly it: Judged;

  constructor(words: SentenceTable, it: Judged) {
    this.words = words;
    this.it = it;
    const { attribute, group, reference } = it;
    const who = groupIn(words, attribute, group);
    const { whose } = words;
    if (attribute !== 'language') this.whose = filled(whose.group, { who });
    else if (group === MISSING) this.whose = whose.noLanguage;
    else this.whose = filled(who === `${attribute} ${group}` ? whose.group : whose.language, { who });
    const named = attribute === 'language' ? languageIn(words, reference) : reference;
    this.against = reference === REST ? words.rest : named;
  }

  hidden(reason: string): string {
    return filled(this.words.hidden, { whose: this.whose, reason: this.words.reasons[reason] ?? reason });
  }

  insufficient(): string {
    const { reason, rowsNeeded, groupDenominator } = this.it;
    const needed = rowsNeeded === null ? '' : filled(this.words.needed, { n: this.whole(rowsNeeded) });
    return (
      filled(this.words.insufficient, {
        ...{ what: this.what(), whose: this.whose, rows: this.rows(groupDenominator) },
        reason: this.words.reasons[reason] ?? reason.replaceAll('_', ' '),
      }) + needed
    );
  }

  private what(): string {
    const { check, task, stratum, metric } = this.it;
    const { what } = this.words;
    const named = { task: this.task(task), metric: this.metric(metric) };
    if (check === 'O5' || (check === 'X1' && COVERAGE_TASKS.has(task))) return filled(what.coverage, named);
    if (stratum === null || !metric.includes('share')) return filled(what.other, named);
    return filled(what.given, { ...named, stratum: this.words.strata[stratum] ?? stratum });
  }

  drift(): string {
    const { task, group, status, metric, value, warnLimit, failLimit, groupRows } = this.it;
    const { drift } = this.words;
    const all = group === '' || group === '(all)';
    const column = this.task(task);
    return filled(status === 'pass' ? drift.still : drift.moved, {
      what: all ? column : filled(drift.of, { task: column, whose: this.whose }),
      ...{ metric: this.metric(metric), value: this.decimals(value), rows: this.rows(groupRows) },
      ...{ warn: this.number(String(warnLimit)), fail: this.number(String(failLimit)) },
    });
  }

  labelled(): string {
    return filled(this.words.labelled, this.labelledWords());
  }

  private labelledWords() {
    const { task, metric, groupValue, referenceValue, value, low, high, groupDenominator } = this.it;
    return {
      ...{ task: this.task(task), metric: this.metric(metric), whose: this.whose, against: this.against },
      ...{ own: this.decimals(groupValue), other: this.decimals(referenceValue) },
      ...{ gap: this.decimals(value), low: this.decimals(low), high: this.decimals(high) },
      ...{ rows: this.rows(groupDenominator), base: this.baseRates() },
    };
  }

  /** Precision and calibration depend on the base rate: a gap in it alone moves them. */
  private baseRates(): string {
    const { metric, method } = this.it;
    const rates = method.baseRates as { group: number | null; reference: number | null } | undefined;
    if (!rates || rates.group === null || rates.reference === null) return '';
    if (!/^(precision|calibration|mean_score)/.test(metric)) return '';
    const [own, other] = [this.percent(rates.group), this.percent(rates.reference)];
    return filled(this.words.baseRates, { own, other });
  }

  brief(): string {
    const { check, method, metric, groupValue, referenceValue, value, low, high } = this.it;
    const { brief } = this.words;
    if (check.startsWith('L') || method.parent === 'L1') return filled(brief.labelled, this.labelledWords());
    if (metric === 'cliffs_delta') {
      return filled(brief.score, {
        ...{ own: this.decimals(groupValue), other: this.decimals(referenceValue) },
        ...{ value: this.decimals(value), low: this.decimals(low), high: this.decimals(high) },
      });
    }
    const { kind, task } = this.share();
    const template = brief[kind === 'marked' || kind === 'coverage' ? 'share' : kind];
    const shares = this.shares();
    return filled(template, { task, ...shares, far: shares.far.replace(/^:/, ',') });
  }

  swap(): string {
    const { metric, group, reference, attribute, check, task, value, low, high, groupRows } = this.it;
    const { swap, of } = this.words;
    const unit = check === 'C4' ? 'comment' : 'sentence';
    const [one, many] = this.words[unit];
    const counted = (several: string) => `${this.whole(groupRows)} ${groupRows === 1 ? one : several}`;
    const pairs = { pairs: counted(many), ofPairs: counted(of[unit]) };
    const named = { term: group, baseline: reference, axis: attribute, ...pairs };
    if (metric === 'flip_rate') {
      const [share, from, to] = [value, low, high].map((it) => this.percent(it));
      return filled(swap.flips, { ...named, share: share!, low: from!, high: to! });
    }
    if (metric === 'false_alarm_gap') {
      const [share, other] = [this.percent(this.it.groupValue), this.percent(this.it.referenceValue)];
      return filled(swap.toxic, { ...named, share, other });
    }
    const size = (end: number | null) => this.decimals(end === null ? null : Math.abs(end));
    const crosses = (low ?? 0) < 0 && (high ?? 0) > 0;
    const ends = [low, high].sort((a, b) => Math.abs(a ?? 0) - Math.abs(b ?? 0));
    const [from, to] = crosses ? [low, high].map((end) => this.decimals(end)) : ends.map(size);
    return filled((value ?? 0) < 0 ? swap.lowers : swap.raises, {
      ...{ ...named, task: this.task(task), size: size(value), low: from!, high: to! },
    });
  }

  observed(): string {
    const { metric, groupValue, referenceValue, value, low, high } = this.it;
    const { groupDenominator, referenceDenominator } = this.it;
    const named = {
      ...{ whose: this.whose, against: this.against },
      sizes: `${this.rows(groupDenominator)} ${this.words.and} ${this.whole(referenceDenominator)}`,
    };
    if (metric === 'cliffs_delta') {
      return filled(this.words.score, {
        ...{ ...named, own: this.decimals(groupValue), other: this.decimals(referenceValue) },
        ...{ value: this.decimals(value), low: this.decimals(low), high: this.decimals(high) },
      });
    }
    const { kind, task } = this.share();
    return filled(this.words.share[kind], { ...named, task, ...this.shares() });
  }

  private shares() {
    const { groupValue, referenceValue, difference, stratum } = this.it;
    const { far, adjusted } = this.words;
    return {
      ...{ own: this.percent(groupValue), other: this.percent(referenceValue) },
      adjusted: stratum === 'pooled' ? adjusted : '',
      far: difference
        ? filled(difference.value < 0 ? far.lower : far.higher, {
            points: this.points(difference.value),
            ...{ low: this.signedPoints(difference.low), high: this.signedPoints(difference.high) },
          })
        : '',
    };
  }

  private share(): { kind: keyof SentenceTable['share']; task: string } {
    const { task, stratum } = this.it;
    const named = this.task(task);
    if (task === 'as rated') return { kind: 'rated', task: named };
    if (stratum === 'low rating') return { kind: 'lowRating', task: named };
    if (stratum === 'high rating') return { kind: 'highRating', task: named };
    return { kind: COVERAGE_TASKS.has(task) ? 'coverage' : 'marked', task: named };
  }

  end(): string {
    const { status, check, reason, method } = this.it;
    const { ends } = this.words;
    if (status === 'pass') {
      if (reason === 'shown_small') return ends.small;
      return reason === 'within_noise' ? ends.noise : ends.notTiny;
    }
    const word = status === 'fail' ? ends.fail : ends.warn;
    const unlabelled = /^O[123]$/.test(check) || (check === 'X1' && method.parent === 'O1');
    return unlabelled ? word + this.whoseGap() : word;
  }

  /** Customers or model? By labels if there are enough, else by ratings, else by labels still to be made. */
  private whoseGap(): string {
    const { ends } = this.words;
    const { byLabels, byRatings, someLabels, labelsNeeded } = (this.it.method.explanation ??
      UNEXPLAINED) as Explanation;
    if (byLabels === 'gap') return ends.labelsGap;
    if (byLabels === 'same') return ends.labelsSame;
    if (byRatings === 'same') return ends.ratingsSame;
    if (labelsNeeded === 0) return ends.allLabelled;
    return filled(someLabels ? ends.fewLabels : ends.unlabelled, { n: this.whole(labelsNeeded) });
  }

  private readonly task = (name: string) => taskIn(this.words, name);
  private readonly metric = (name: string) => this.words.metrics[name] ?? name.replaceAll('_', ' ');

  private rows(n: number): string {
    const [one, many] = this.words.comment;
    return `${this.whole(n)} ${n === 1 ? one : many}`;
  }

  private whole(n: number): string {
    return WHOLE.get(this.words)!.format(n);
  }

  /** The same digits with the decimal sign of the language. */
  private number(digits: string): string {
    return digits.replace('.', this.words.decimalSign);
  }

  private decimals(value: number | null): string {
    return value === null ? '?' : this.number(value.toFixed(2));
  }

  private percent(share: number | null): string {
    if (share === null) return '?';
    return this.number((share * 100).toFixed(share < 0.0995 ? 1 : 0)) + this.words.percent;
  }

  private points(gap: number): string {
    return this.number((Math.abs(gap) * 100).toFixed(Math.abs(gap) < 0.0995 ? 1 : 0));
  }

  private signedPoints(gap: number): string {
    return `${gap < 0 ? '−' : '+'}${this.points(gap)}`;
  }
}
