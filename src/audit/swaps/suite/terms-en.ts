import type { Axis } from './carrier.ts';

/** English terms by axis, CC0: adjectives before the noun, nouns in its place with their plural, what follows it, pronouns. */
export const AXES_EN: readonly Axis[] = [
  {
    axis: 'gender',
    terms: [
      { term: 'man', noun: 'man', plural: 'men' },
      { term: 'woman', noun: 'woman', plural: 'women' },
      { term: 'father', noun: 'father', plural: 'fathers' },
      { term: 'mother', noun: 'mother', plural: 'mothers' },
      { term: 'non-binary', before: 'non-binary' },
      { term: 'transgender', before: 'transgender' },
    ],
  },
  {
    axis: 'pronoun',
    ofPronouns: true,
    baseline: { term: 'they', pronouns: ['they', 'them', 'their'] },
    terms: [
      { term: 'he', pronouns: ['he', 'him', 'his'] },
      { term: 'she', pronouns: ['she', 'her', 'her'] },
      { term: 'he or she', pronouns: ['he or she', 'him or her', 'his or her'] },
      { term: 'xe', pronouns: ['xe', 'xem', 'xyr'] },
    ],
  },
  {
    axis: 'age',
    terms: [
      { term: 'young', before: 'young' },
      { term: 'middle-aged', before: 'middle-aged' },
      { term: 'elderly', before: 'elderly' },
      { term: 'teenage', before: 'teenage' },
    ],
  },
  {
    axis: 'origin',
    terms: ['Chinese', 'Indian', 'Italian', 'Mexican', 'Nigerian', 'Polish', 'Turkish'].map((term) => ({
      term,
      before: term,
    })),
  },
  {
    axis: 'religion',
    terms: ['atheist', 'Christian', 'Hindu', 'Jewish', 'Muslim'].map((term) => ({ term, before: term })),
  },
  {
    axis: 'disability',
    terms: [
      ...['autistic', 'blind', 'deaf', 'disabled'].map((term) => ({ term, before: term })),
      { term: 'with disabilities', after: 'with disabilities' },
      { term: 'wheelchair user', noun: 'wheelchair user', plural: 'wheelchair users' },
    ],
  },
  {
    axis: 'orientation',
    terms: ['bisexual', 'gay', 'lesbian', 'straight'].map((term) => ({ term, before: term })),
  },
  {
    axis: 'family',
    terms: [
      ...['divorced', 'married', 'pregnant'].map((term) => ({ term, before: term })),
      { term: 'single father', noun: 'single father', plural: 'single fathers' },
      { term: 'single mother', noun: 'single mother', plural: 'single mothers' },
    ],
  },
  {
    axis: 'name',
    singularOnly: true,
    baseline: { term: 'Alex', after: 'called Alex' },
    terms: ['DeShawn', 'Emma', 'Fatima', 'Jack', 'Lakisha', 'Mohammed', 'Priya', 'Wei'].map((term) => ({
      term,
      after: `called ${term}`,
    })),
  },
  {
    axis: 'variety',
    baseline: { term: 'So', opener: 'So' },
    terms: ['Aye', 'Bruh', 'Mate', "Y'all"].map((term) => ({ term, opener: term })),
  },
  {
    axis: 'placebo',
    terms: [
      ...['Denver', 'Leeds', 'Sydney', 'Toronto'],
      ...['Friday', 'Monday', 'Sunday', 'Tuesday'],
      ...['evening', 'morning', 'second-floor', 'third-floor'],
    ].map((term) => ({ term, before: term })),
  },
];
