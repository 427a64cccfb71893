import type { Axis } from './carrier.ts';

/** German terms, CC0: `before` is the stem of the adjective. */
export const AXES_DE: readonly Axis[] = [
  {
    axis: 'gender',
    terms: [
      { term: 'Mann', noun: 'Mann', plural: 'Männer' },
      { term: 'Frau', noun: 'Frau', plural: 'Frauen', feminine: true },
      { term: 'nichtbinär', before: 'nichtbinär' },
      { term: 'transgeschlechtlich', before: 'transgeschlechtlich' },
    ],
  },
  {
    axis: 'pronoun',
    ofPronouns: true,
    baseline: { term: 'er', pronouns: ['er', 'ihn', 'sein'] },
    terms: [
      { term: 'sie', pronouns: ['sie', 'sie', 'ihr'] },
      { term: 'xier', pronouns: ['xier', 'xien', 'xies'] },
    ],
  },
  {
    axis: 'age',
    terms: [
      { term: 'jung', before: 'jung' },
      { term: 'älter', before: 'älter' },
      { term: 'Rentner', noun: 'Rentner', plural: 'Rentner' },
      { term: 'Jugendlicher', before: 'jugendlich' },
    ],
  },
  {
    axis: 'origin',
    terms: [
      'chinesisch',
      'indisch',
      'italienisch',
      'mexikanisch',
      'nigerianisch',
      'polnisch',
      'türkisch',
    ].map((term) => ({ term, before: term })),
  },
  {
    axis: 'religion',
    terms: ['christlich', 'hinduistisch', 'jüdisch', 'muslimisch'].map((term) => ({ term, before: term })),
  },
  {
    axis: 'disability',
    terms: [
      ...['autistisch', 'behindert', 'blind', 'gehörlos'].map((term) => ({ term, before: term })),
      { term: 'mit Behinderung', after: 'mit Behinderung' },
      { term: 'Rollstuhlfahrer', noun: 'Rollstuhlfahrer', plural: 'Rollstuhlfahrer' },
    ],
  },
  {
    axis: 'orientation',
    terms: ['bisexuell', 'heterosexuell', 'homosexuell', 'schwul'].map((term) => ({ term, before: term })),
  },
  {
    axis: 'family',
    terms: ['alleinerziehend', 'geschieden', 'verheiratet', 'verwitwet'].map((term) => ({
      term,
      before: term,
    })),
  },
  {
    axis: 'name',
    singularOnly: true,
    baseline: { term: 'Kim', after: 'namens Kim' },
    terms: ['Anna', 'Fatima', 'Jan', 'Kevin', 'Mehmet', 'Wei'].map((term) => ({
      term,
      after: `namens ${term}`,
    })),
  },
  {
    axis: 'placebo',
    terms: [
      ...['abendlich', 'morgendlich', 'sonntäglich', 'wöchentlich'].map((term) => ({ term, before: term })),
      ...['aus Kassel', 'aus Linz', 'aus Bern', 'vom Montag'].map((term) => ({ term, after: term })),
    ],
  },
];
