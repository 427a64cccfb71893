import type { Axis } from './carrier.ts';

/** An adjective after the noun "client" or "vendeur", with its plural. */
const adjective = (term: string, plural = `${term}s`) => ({ term, after: term, afterPlural: plural });

/** French terms, CC0. */
export const AXES_FR: readonly Axis[] = [
  {
    axis: 'gender',
    terms: [
      { term: 'homme', noun: 'homme', plural: 'hommes' },
      { term: 'femme', noun: 'femme', plural: 'femmes', feminine: true },
      { term: 'père', noun: 'père', plural: 'pères' },
      { term: 'mère', noun: 'mère', plural: 'mères', feminine: true },
      adjective('transgenre'),
    ],
  },
  {
    axis: 'pronoun',
    ofPronouns: true,
    baseline: { term: 'il', pronouns: ['il', 'lui', 'son'] },
    terms: [
      { term: 'elle', pronouns: ['elle', 'elle', 'son'] },
      { term: 'iel', pronouns: ['iel', 'iel', 'son'] },
    ],
  },
  {
    axis: 'age',
    terms: [
      { term: 'jeune', noun: 'jeune', plural: 'jeunes' },
      adjective('âgé'),
      { term: 'retraité', noun: 'retraité', plural: 'retraités' },
      { term: 'adolescent', noun: 'adolescent', plural: 'adolescents' },
    ],
  },
  {
    axis: 'origin',
    terms: [
      adjective('algérien'),
      adjective('chinois', 'chinois'),
      adjective('italien'),
      adjective('malien'),
      adjective('marocain'),
      adjective('polonais', 'polonais'),
      adjective('turc'),
    ],
  },
  { axis: 'religion', terms: ['athée', 'catholique', 'juif', 'musulman'].map((term) => adjective(term)) },
  {
    axis: 'disability',
    terms: [
      ...['autiste', 'aveugle', 'handicapé', 'sourd'].map((term) => adjective(term)),
      { term: 'avec handicap', after: 'avec handicap' },
    ],
  },
  {
    axis: 'orientation',
    terms: ['bisexuel', 'gay', 'hétérosexuel', 'homosexuel'].map((term) => adjective(term)),
  },
  {
    axis: 'family',
    terms: [
      ...['divorcé', 'marié', 'veuf'].map((term) => adjective(term)),
      { term: 'père célibataire', noun: 'père célibataire', plural: 'pères célibataires' },
      { term: 'mère célibataire', noun: 'mère célibataire', plural: 'mères célibataires', feminine: true },
    ],
  },
  {
    axis: 'name',
    singularOnly: true,
    baseline: { term: 'Camille', after: 'du nom de Camille' },
    terms: ['Aminata', 'Fatima', 'Jean', 'Julie', 'Kevin', 'Mohamed', 'Wei'].map((term) => ({
      term,
      after: `du nom de ${term}`,
    })),
  },
  {
    axis: 'placebo',
    terms: [
      'de Genève',
      'de Lille',
      'de Lyon',
      'de Nantes',
      'du lundi',
      'du matin',
      'du samedi',
      'du soir',
    ].map((term) => ({ term, after: term })),
  },
];
