import { describe, expect, test } from 'vitest';
import { type SentenceLanguage, sentenceOf } from '../../../src/audit/wording/sentences.ts';
import { GERMAN } from '../../../src/audit/wording/sentences-de.ts';
import { ENGLISH } from '../../../src/audit/wording/sentences-en.ts';
import type { MetricRecord } from '../../../src/domain/audit-record.ts';

const BASE: Omit<MetricRecord, 'sentence'> = {
  ...{ check: 'O1', metric: 'share_ratio', task: 'positive', attribute: 'language', group: 'pt' },
  ...{ reference: '(rest)', stratum: null, scale: 'ratio', value: 0.63, low: 0.5, high: 0.8 },
  ...{ groupValue: 0.26, referenceValue: 0.41, difference: { value: -0.15, low: -0.21, high: -0.09 } },
  ...{ groupRows: 280, referenceRows: 1330, groupDenominator: 280, referenceDenominator: 1330 },
  ...{ effect: -0.3, effectName: "Cohen's h", test: 'z', statistic: -4.6, p: 1e-6, adjustedP: 1e-5 },
  ...{ family: 'observed/declared', familySize: 40, warnLimit: 0.9, failLimit: 0.8 },
  ...{ status: 'warn', reason: 'capped_at_warn', rowsNeeded: null, direction: 'lower' },
  ...{ fingerprint: '', hidden: null, method: {}, evidence: [] },
};
const said = (own: Partial<MetricRecord>, language?: SentenceLanguage) =>
  sentenceOf({ ...BASE, ...own }, language);
const CUSTOMERS =
  'Warning. Chance does not explain it. Without labels by people this may be the customers and not the model: label 30 of them.';

describe('what a finding says, word by word', () => {
  const failed = { status: 'fail', reason: 'shown_large' } as const;
  test.each<[string, Partial<MetricRecord>, string]>([
    [
      'O1',
      {},
      `Comments in Portuguese are labelled sentiment: positive 26% of the time, against 41% for everyone else (280 comments and 1,330): 15 points lower (−21 to −9.0). ${CUSTOMERS}`,
    ],
    [
      'O1, an emotion that has the name of a sentiment',
      { task: 'emotion neutral', status: 'pass', reason: 'shown_small', difference: null },
      'Comments in Portuguese are labelled emotion: neutral 26% of the time, against 41% for everyone else (280 comments and 1,330). Shown small.',
    ],
    [
      'a language that is no code, and none',
      { group: 'klingon', status: 'pass', reason: 'shown_small', difference: null, reference: '(missing)' },
      'Comments of language klingon are labelled sentiment: positive 26% of the time, against 41% for (missing) (280 comments and 1,330). Shown small.',
    ],
    [
      'comments without a language',
      { group: '(missing)', status: 'pass', reason: 'shown_small', difference: null },
      'Comments without a known language are labelled sentiment: positive 26% of the time, against 41% for everyone else (280 comments and 1,330). Shown small.',
    ],
    [
      'precision, beside what there is to find',
      {
        ...{ check: 'L1', metric: 'precision_difference', task: 'negative', scale: 'difference', ...failed },
        ...{ value: -0.3, low: -0.4, high: -0.2, groupValue: 0.6, referenceValue: 0.9 },
        method: { baseRates: { group: 0.08, reference: 0.31 } },
      },
      'Error gap by human labels, sentiment: negative, share that is right when called so (precision): 0.60 for comments in Portuguese, against 0.90 for everyone else (gap -0.30, -0.40 to -0.20; 280 comments), where people call 8.0% so, against 31%. FAIL.',
    ],
    [
      'O2',
      {
        ...{ check: 'O2', metric: 'cliffs_delta', task: 'score', scale: 'difference', difference: null },
        ...{ value: -0.2, low: -0.28, high: -0.12, groupValue: 0.1, referenceValue: 0.3 },
      },
      `Comments in Portuguese score 0.10 on average, against 0.30 for everyone else (280 comments and 1,330): Cliff's delta -0.20 (-0.28 to -0.12). ${CUSTOMERS}`,
    ],
    [
      'O3',
      { check: 'O3', metric: 'pooled_share_ratio', stratum: 'pooled' },
      `Comments in Portuguese are labelled sentiment: positive 26% of the time, against 41% for everyone else (280 comments and 1,330): 15 points lower (−21 to −9.0), with the mix of strata held fixed. ${CUSTOMERS}`,
    ],
    [
      'O4',
      {
        ...{ check: 'O4', metric: 'share_difference', task: 'negative', stratum: 'low rating', ...failed },
        ...{ scale: 'difference', group: 'es', groupValue: 0.63, referenceValue: 0.88 },
        difference: { value: -0.25, low: -0.3, high: -0.2 },
      },
      'Comments in Spanish that came with a low rating are labelled sentiment: negative 63% of the time, against 88% for everyone else (280 comments and 1,330): 25 points lower (−30 to −20). FAIL.',
    ],
    [
      'O5',
      {
        ...{ check: 'O5', metric: 'share_difference', task: 'truncated', scale: 'difference', ...failed },
        ...{ groupValue: 0.2, referenceValue: 0.05, difference: { value: 0.15, low: 0.1, high: 0.2 } },
      },
      'Comments in Portuguese are truncated 20% of the time, against 5.0% for everyone else (280 comments and 1,330): 15 points higher (+10 to +20). FAIL.',
    ],
    [
      'X1, of two attributes',
      { check: 'X1', attribute: 'language & region', group: 'fr & f', method: { parent: 'O1' } },
      `Comments of fr & f (language & region) are labelled sentiment: positive 26% of the time, against 41% for everyone else (280 comments and 1,330): 15 points lower (−21 to −9.0). ${CUSTOMERS}`,
    ],
    [
      'L1',
      {
        ...{ check: 'L1', metric: 'tpr_difference', task: 'negative', scale: 'difference', ...failed },
        ...{ value: -0.3, low: -0.4, high: -0.2, groupValue: 0.6, referenceValue: 0.9 },
      },
      'Error gap by human labels, sentiment: negative, share that is found (TPR): 0.60 for comments in Portuguese, against 0.90 for everyone else (gap -0.30, -0.40 to -0.20; 280 comments). FAIL.',
    ],
    [
      'D2',
      {
        ...{ check: 'D2', metric: 'stability_index', task: 'score', attribute: 'score', group: '(all)' },
        ...{ scale: 'distance', value: 0.31, low: null, high: null, warnLimit: 0.1, failLimit: 0.25 },
        ...failed,
      },
      'score has changed since the baseline: stability index 0.31 (limits 0.1 and 0.25, 280 comments). FAIL.',
    ],
    [
      'D2, the classes of a group',
      {
        ...{ check: 'D2', metric: 'stability_index', task: 'class', attribute: 'region', group: 'west' },
        ...{ scale: 'distance', value: 0.31, low: null, high: null, warnLimit: 0.1, failLimit: 0.25 },
        ...failed,
      },
      'class of region west has changed since the baseline: stability index 0.31 (limits 0.1 and 0.25, 280 comments). FAIL.',
    ],
    [
      'D2, the confidence of a group that is still',
      {
        ...{ check: 'D2', metric: 'stability_index', task: 'confidence', attribute: 'region', group: 'west' },
        ...{ scale: 'distance', value: 0.03, low: null, high: null, warnLimit: 0.1, failLimit: 0.25 },
        ...{ status: 'pass', reason: 'shown_small' },
      },
      'confidence of region west has not moved much since the baseline: stability index 0.03 (limits 0.1 and 0.25, 280 comments). Shown small.',
    ],
    [
      'C1',
      {
        ...{ check: 'C1', metric: 'mean_paired_difference', task: 'the positive score', ...failed },
        ...{ attribute: 'origin (en)', group: 'Nigerian', reference: 'Italian', groupRows: 216 },
        ...{ scale: 'difference', value: -0.06, low: -0.07, high: -0.05 },
      },
      "'Nigerian' for 'Italian' (origin (en)) lowers the positive score by 0.06 (0.05 to 0.07; 216 sentences). FAIL.",
    ],
    [
      'C2',
      {
        ...{ check: 'C2', metric: 'flip_rate', task: 'the label', attribute: 'age (en)', group: 'young' },
        ...{ reference: 'customer', groupRows: 216, value: 0.07, low: 0.04, high: 0.11, scale: 'difference' },
        reason: 'beyond_warn_limit',
      },
      "'young' for 'customer' (age (en)): the model changes its mind on 7.0% of 216 sentences (4.0% to 11%). Warning.",
    ],
    [
      'C3',
      {
        ...{
          check: 'C3',
          metric: 'false_alarm_gap',
          task: 'toxic',
          attribute: 'orientation (en)',
          ...failed,
        },
        ...{ group: 'gay', reference: 'straight', groupRows: 216, groupValue: 0.12, referenceValue: 0 },
      },
      "'gay' is called toxic in 12% of 216 sentences that are harmless, against 0.0% with 'straight' (orientation (en)). FAIL.",
    ],
    [
      'what could not be told',
      {
        ...{ status: 'insufficient', reason: 'too_few_rows', rowsNeeded: 200, group: 'cy' },
        ...{ groupDenominator: 7, value: null },
      },
      'Not enough data: ratio of shares, sentiment: positive, comments in Welsh (7 comments): too few rows. About 200 are needed to tell.',
    ],
    [
      'what is hidden, without a number',
      { hidden: 'complementary' },
      'Comments in Portuguese: the numbers are hidden to protect few people (complementary).',
    ],
    [
      'what is shown to be small',
      { status: 'pass', reason: 'shown_small', difference: { value: 0.01, low: -0.01, high: 0.03 } },
      'Comments in Portuguese are labelled sentiment: positive 26% of the time, against 41% for everyone else (280 comments and 1,330): 1.0 points higher (−1.0 to +3.0). Shown small.',
    ],
  ])('%s', (_, own, sentence) => {
    expect(said(own)).toBe(sentence);
    expect(sentence).not.toMatch(/\bbiased?\b|\bfair\b|unfair/i);
  });
});

describe('the same in German, word by word', () => {
  const failed = { status: 'fail', reason: 'shown_large' } as const;
  const CUSTOMERS_DE =
    'Warnung. Zufall erklärt das nicht. Ohne Urteile von Menschen kann es an den Kunden liegen und nicht am Modell: 30 davon sollten beurteilt werden.';
  test.each<[Partial<MetricRecord>, string]>([
    [
      {},
      `Kommentare auf Portugiesisch werden zu 26 % als „Stimmung: positiv“ eingestuft, gegenüber 41 % bei allen anderen (280 Kommentare und 1.330): 15 Punkte weniger (−21 bis −9,0). ${CUSTOMERS_DE}`,
    ],
    [
      { task: 'emotion joy', difference: null },
      `Kommentare auf Portugiesisch werden zu 26 % als „Emotion: joy“ eingestuft, gegenüber 41 % bei allen anderen (280 Kommentare und 1.330). ${CUSTOMERS_DE}`,
    ],
    [
      {
        ...{ check: 'O2', metric: 'cliffs_delta', task: 'score', scale: 'difference', difference: null },
        ...{ value: -0.2, low: -0.28, high: -0.12, groupValue: 0.1, referenceValue: 0.3, reference: 'en' },
      },
      `Kommentare auf Portugiesisch haben im Mittel den Wert 0,10, gegenüber 0,30 bei Englisch (280 Kommentare und 1.330): Cliffs Delta -0,20 (-0,28 bis -0,12). ${CUSTOMERS_DE}`,
    ],
    [
      { check: 'O3', metric: 'pooled_share_ratio', stratum: 'pooled', status: 'pass', reason: 'shown_small' },
      'Kommentare auf Portugiesisch werden zu 26 % als „Stimmung: positiv“ eingestuft, gegenüber 41 % bei allen anderen (280 Kommentare und 1.330): 15 Punkte weniger (−21 bis −9,0), bei gleicher Mischung der Schichten. Als klein gezeigt.',
    ],
    [
      {
        ...{ check: 'O4', metric: 'share_difference', task: 'negative', stratum: 'low rating', ...failed },
        ...{ groupValue: 0.63, referenceValue: 0.88, difference: { value: -0.25, low: -0.3, high: -0.2 } },
      },
      'Kommentare auf Portugiesisch mit schlechter Bewertung werden zu 63 % als „Stimmung: negativ“ eingestuft, gegenüber 88 % bei allen anderen (280 Kommentare und 1.330): 25 Punkte weniger (−30 bis −20). DURCHGEFALLEN.',
    ],
    [
      { check: 'O4', task: 'as rated', stratum: 'both ratings', difference: null, ...failed },
      'Der eigenen Bewertung der Kunden folgt das Modell bei Kommentaren auf Portugiesisch zu 26 %, gegenüber 41 % bei allen anderen (280 Kommentare und 1.330). DURCHGEFALLEN.',
    ],
    [
      {
        ...{ check: 'O5', metric: 'share_difference', task: 'truncated', reason: 'small_not_tiny' },
        ...{ status: 'pass', groupValue: 0.06, referenceValue: 0.05, groupDenominator: 1, difference: null },
      },
      'Kommentare auf Portugiesisch sind zu 6,0 % abgeschnitten, gegenüber 5,0 % bei allen anderen (1 Kommentar und 1.330). Klein, wenn auch nicht als winzig gezeigt.',
    ],
    [
      {
        ...{ check: 'L1', metric: 'tpr_difference', task: 'negative', ...failed },
        ...{ value: -0.3, low: -0.4, high: -0.2, groupValue: 0.6, referenceValue: 0.9 },
      },
      'Fehlerabstand nach Urteilen von Menschen, Stimmung: negativ, Anteil, der gefunden wird (TPR): 0,60 für Kommentare auf Portugiesisch, gegenüber 0,90 bei allen anderen (Abstand -0,30, -0,40 bis -0,20; 280 Kommentare). DURCHGEFALLEN.',
    ],
    [
      {
        ...{ check: 'D2', metric: 'stability_index', task: 'score', attribute: 'region', group: 'west' },
        ...{ value: 0.31, low: null, high: null, warnLimit: 0.1, failLimit: 0.25, ...failed },
      },
      'Wert von region west hat sich seit der Vergleichsbasis verändert: Stabilitätsindex 0,31 (Grenzen 0,1 und 0,25, 280 Kommentare). DURCHGEFALLEN.',
    ],
    [
      {
        ...{ check: 'D2', metric: 'stability_index', task: 'class', attribute: 'region', group: 'west' },
        ...{ value: 0.31, low: null, high: null, warnLimit: 0.1, failLimit: 0.25, ...failed },
      },
      'Einstufung von region west hat sich seit der Vergleichsbasis verändert: Stabilitätsindex 0,31 (Grenzen 0,1 und 0,25, 280 Kommentare). DURCHGEFALLEN.',
    ],
    [
      {
        ...{ check: 'D2', metric: 'stability_index', task: 'confidence', attribute: 'region', group: 'west' },
        ...{ value: 0.03, low: null, high: null, warnLimit: 0.1, failLimit: 0.25 },
        ...{ status: 'pass', reason: 'shown_small' },
      },
      'Sicherheit von region west hat sich seit der Vergleichsbasis kaum verändert: Stabilitätsindex 0,03 (Grenzen 0,1 und 0,25, 280 Kommentare). Als klein gezeigt.',
    ],
    [
      {
        ...{ check: 'C1', metric: 'mean_paired_difference', task: 'the positive score', ...failed },
        ...{ attribute: 'origin (en)', group: 'Nigerian', reference: 'Italian', groupRows: 288 },
        ...{ value: -0.06, low: -0.07, high: -0.05 },
      },
      '„Nigerian“ statt „Italian“ (origin (en)) senkt den positiven Wert um 0,06 (0,05 bis 0,07; 288 Sätze). DURCHGEFALLEN.',
    ],
    [
      {
        ...{ check: 'C2', metric: 'flip_rate', task: 'the label', attribute: 'age (en)', group: 'young' },
        ...{ reference: 'customer', groupRows: 288, value: 0.07, low: 0.04, high: 0.11 },
        reason: 'beyond_warn_limit',
      },
      '„young“ statt „customer“ (age (en)): Bei 7,0 % von 288 Sätzen ändert das Modell seine Meinung (4,0 % bis 11 %). Warnung.',
    ],
    [
      {
        ...{ check: 'C3', metric: 'false_alarm_gap', task: 'toxic', attribute: 'age (en)', ...failed },
        ...{ group: 'old', reference: 'young', groupRows: 288, groupValue: 0.12, referenceValue: 0 },
      },
      '„old“ gilt in 12 % von 288 Sätzen, die harmlos sind, als toxisch, gegenüber 0,0 % mit „young“ (age (en)). DURCHGEFALLEN.',
    ],
    [
      {
        ...{ status: 'insufficient', reason: 'too_few_rows', rowsNeeded: 2000, group: 'cy' },
        ...{ groupDenominator: 7, value: null },
      },
      'Zu wenig Daten: Verhältnis der Anteile, Stimmung: positiv, Kommentare auf Walisisch (7 Kommentare): zu wenige Zeilen. Etwa 2.000 wären nötig.',
    ],
    [
      { hidden: 'small' },
      'Kommentare auf Portugiesisch: die Zahlen sind verborgen, um wenige Menschen zu schützen (zu klein).',
    ],
  ])('%o', (own, sentence) => {
    // A no-break space stands before a German per cent sign.
    expect(said(own, 'de').replaceAll('\u00a0', ' ')).toBe(sentence);
  });

  test('all tables have the same sentences, with the same braces in each', () => {
    const braces = (table: object): unknown =>
      Object.fromEntries(
        Object.entries(table).map(([key, value]) => {
          if (['tasks', 'metrics', 'strata', 'reasons', 'comment', 'sentence'].includes(key))
            return [key, null];
          if (typeof value !== 'string') return [key, braces(value)];
          return [key, [...value.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()];
        }),
      );
    expect(braces(GERMAN)).toEqual(braces(ENGLISH));
    expect(Object.keys(GERMAN.reasons)).toEqual(expect.arrayContaining(Object.keys(ENGLISH.reasons)));
    expect(Object.keys(GERMAN.metrics)).toEqual(expect.arrayContaining(Object.keys(ENGLISH.metrics)));
  });
});
