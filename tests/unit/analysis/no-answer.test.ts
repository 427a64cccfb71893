import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { frequentNoAnswers, noAnswerTest } from '../../../src/analysis/no-answer.ts';
import { ROOT } from '../../support/cli.ts';

const saysNothing = noAnswerTest();

const OPINIONS = [
  ...[
    'nothing works',
    'Nothing but trouble',
    'Nothing to complain about',
    'No complaints',
    'No problems at all',
  ],
  ...['No issues so far', 'No improvement', 'Nothing special', 'Nothing is good here', 'No customer service'],
  ...[
    'No response to my emails',
    'no answer from support',
    'No reply yet',
    'No idea how to cancel',
    'No refund',
  ],
  ...[
    'None of it works',
    'No help at all',
    'not good',
    'ok',
    'fine',
    'Great',
    'Nothing to improve',
    '👍',
    '👎',
    ':(',
  ],
  ...[
    'Never answered',
    'Did not answer my call',
    'No more orders from me',
    'no information',
    'No wifi',
    '1/5',
  ],
  ...[
    'Zero communication',
    'no comment on the price but it is slow',
    'Not sure it is worth it',
    'thanks',
    '<3',
  ],
  ...[
    "I don't know how to log in",
    'Nothing yet, love it',
    'Keine Hilfe',
    'Nichts funktioniert',
    'Rien ne marche',
  ],
  ...[
    'Nada funciona',
    'Niente da rimborsare',
    'Geen hulp',
    '不好',
    '差',
    '好',
    'нет связи',
    'Nichts zu meckern',
  ],
  ...[
    'Nothing ever arrives on time',
    'I have no complaints',
    'There is no support',
    'No, it broke',
    'Yes, but late',
  ],
];

const SILENCE = [
  ...[
    'N/A',
    'n.a.',
    'NA',
    'none',
    'None.',
    'nothing',
    'Nothing!',
    'No',
    '-',
    '--',
    '.',
    '...',
    '?',
    'x',
    'nil',
  ],
  ...[
    'no comment',
    'No comments.',
    'Nope',
    "don't know",
    'I don’t know',
    'Not applicable',
    '123',
    'asdf',
    'test',
  ],
  ...[
    'https://example.org/a',
    'Nothing to say',
    'nothing comes to mind',
    'no suggestions',
    'see above',
    'idk',
  ],
  ...[
    'Did not answer',
    'No answer',
    'Not answered',
    'Prefer not to say',
    'Skipped',
    'No response',
    '\\N',
    'NULL',
  ],
  ...[
    'Nothing at this time.',
    'No further comments at this time, thank you',
    'No suggestions for improvement',
  ],
  ...[
    "I don't have any suggestions",
    'nothing I can think of',
    'N/A - none',
    "can't think of anything right now",
  ],
  ...[
    'None that I can think of',
    'No, nothing else to add',
    'No further comments or suggestions.',
    '<p>N/A</p>',
  ],
  ...[
    '<b></b>',
    '&nbsp;',
    '[deleted]',
    '(no answer)',
    'nothing really',
    'I have nothing to add',
    'Nothing, sorry',
  ],
  ...[
    'keine Angabe',
    'k.A.',
    'Nichts',
    'weiß nicht',
    'rien à dire',
    'Aucun',
    'sans avis',
    'Nada',
    'sin comentarios',
  ],
  ...[
    'NS/NC',
    'niente',
    'nessun commento',
    'sem comentários',
    'nada a declarar',
    'geen',
    'n.v.t.',
    'brak',
    'nie wiem',
  ],
  ...[
    'inget',
    'vet ej',
    'ei mitään',
    'nevím',
    'semmi',
    'nimic',
    'yok',
    'нет',
    'не знаю',
    'τίποτα',
    'لا شيء',
    '特になし。',
  ],
  ...['없음', '没有', '無'],
];

const OPINION_TEXTS: string[] = parse(readFileSync(join(ROOT, 'examples/womens-clothing-reviews.csv')), {
  columns: true,
  bom: true,
}).flatMap((row) => (row as Record<string, string>)['Review Text'] || []);

test.each(SILENCE)('%j says nothing', (text) => {
  expect(saysNothing(text)).toBe(true);
});

test.each(OPINIONS)('%j is an opinion', (text) => {
  expect(saysNothing(text)).toBe(false);
});

/** How people vary the same answer: case, marks, blanks. */
const varied = (text: string, at: number): string => {
  const cased = [text, text.toLowerCase(), text.toUpperCase(), text[0]!.toUpperCase() + text.slice(1)][
    at % 4
  ]!;
  const ends = ['', '.', '!', ' ', '...', ' .', '\n'][at % 7]!;
  return `${at % 5 === 0 ? ' ' : ''}${cased}${ends}`;
};

test('of a survey of 7,900 answers, 1,500 of which say nothing, all of those are found, and no other', () => {
  const written = [...OPINIONS, ...OPINION_TEXTS];
  const survey = Array.from({ length: 7_900 }, (_, i) => {
    const silent = i % 79 < 15;
    const from = silent ? SILENCE : written;
    return { silent, text: varied(from[(i * 7) % from.length]!, i) };
  });
  expect(survey.filter(({ silent }) => silent)).toHaveLength(1_500);
  const judged = survey.filter(({ silent, text }) => silent && !saysNothing(text));
  expect(judged.map(({ text }) => text)).toEqual([]);
  expect(survey.filter(({ silent, text }) => !silent && saysNothing(text)).map(({ text }) => text)).toEqual(
    [],
  );
});

test('a setting adds answers, and makes others opinions', () => {
  const own = noAnswerTest(['Kein Eintrag', '!none']);
  expect([own('kein eintrag.'), own('None'), own('n/a'), own('Kein Eintrag vorhanden')]).toEqual([
    ...[true, false, true, false],
  ]);
});

test('what most of a source answers about answering says nothing, too', () => {
  const texts = [
    ...Array.from({ length: 20 }, () => 'Participant did not respond'),
    ...Array.from({ length: 20 }, () => 'very good'),
    ...Array.from({ length: 60 }, (_, i) => `Comment number ${i}`),
  ];
  expect([...frequentNoAnswers(texts)]).toEqual(['participant did not respond']);
});
