import type { Axis } from './carrier.ts';

/** An adjective after the noun "cliente" or "dependiente", with its plural. */
const adjective = (term: string, plural = `${term}s`) => ({ term, after: term, afterPlural: plural });

/** Spanish terms, CC0. */
export const AXES_ES: readonly Axis[] = [
  {
    axis: 'gender',
    terms: [
      { term: 'hombre', noun: 'hombre', plural: 'hombres' },
      { term: 'mujer', noun: 'mujer', plural: 'mujeres', feminine: true },
      { term: 'padre', noun: 'padre', plural: 'padres' },
      { term: 'madre', noun: 'madre', plural: 'madres', feminine: true },
      adjective('transgénero', 'transgénero'),
    ],
  },
  {
    axis: 'pronoun',
    ofPronouns: true,
    baseline: { term: 'él', pronouns: ['él', 'él', 'su'] },
    terms: [
      { term: 'ella', pronouns: ['ella', 'ella', 'su'] },
      { term: 'elle', pronouns: ['elle', 'elle', 'su'] },
    ],
  },
  {
    axis: 'age',
    terms: [
      adjective('joven', 'jóvenes'),
      adjective('mayor', 'mayores'),
      { term: 'jubilado', noun: 'jubilado', plural: 'jubilados' },
      { term: 'adolescente', noun: 'adolescente', plural: 'adolescentes' },
    ],
  },
  {
    axis: 'origin',
    terms: [
      ...['chino', 'colombiano', 'ecuatoriano', 'italiano'].map((term) => adjective(term)),
      adjective('marroquí', 'marroquíes'),
      ...['polaco', 'rumano'].map((term) => adjective(term)),
    ],
  },
  {
    axis: 'religion',
    terms: [
      ...['ateo', 'católico', 'judío'].map((term) => adjective(term)),
      adjective('musulmán', 'musulmanes'),
    ],
  },
  {
    axis: 'disability',
    terms: [
      ...['autista', 'ciego', 'discapacitado', 'sordo'].map((term) => adjective(term)),
      { term: 'con discapacidad', after: 'con discapacidad' },
    ],
  },
  {
    axis: 'orientation',
    terms: ['bisexual', 'gay', 'heterosexual', 'homosexual'].map((term) =>
      adjective(term, term === 'gay' ? 'gais' : `${term}es`),
    ),
  },
  {
    axis: 'family',
    terms: [
      ...['casado', 'divorciado', 'viudo'].map((term) => adjective(term)),
      { term: 'padre soltero', noun: 'padre soltero', plural: 'padres solteros' },
      { term: 'madre soltera', noun: 'madre soltera', plural: 'madres solteras', feminine: true },
    ],
  },
  {
    axis: 'name',
    singularOnly: true,
    baseline: { term: 'Alex', after: 'de nombre Alex' },
    terms: ['Carmen', 'Fátima', 'Javier', 'Kevin', 'Mohamed', 'Wei', 'Yolanda'].map((term) => ({
      term,
      after: `de nombre ${term}`,
    })),
  },
  {
    axis: 'placebo',
    terms: [
      ...['de Burgos', 'de Murcia', 'de Quito', 'de Vigo'],
      ...['del domingo', 'del jueves', 'del lunes', 'del sábado'],
    ].map((term) => ({ term, after: term })),
  },
];
