import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitClauses } from '../../../src/inference/text/clauses.ts';

const split = (text: string) => splitClauses(text).map(({ start, end }) => text.slice(start, end));

describe('splitClauses', () => {
  test.each<[string, string[]]>([
    ['The fabric is lovely, but the fit is awful.', ['The fabric is lovely', 'the fit is awful.']],
    ['Great colour but the zip broke.', ['Great colour', 'the zip broke.']],
    ['Nice room; however, it was loud. We slept.', ['Nice room', 'it was loud.', 'We slept.']],
    ['We loved it even though it rained.', ['We loved it', 'it rained.']],
    ['Although the room was small, we loved it.', ['Although the room was small', 'we loved it.']],
    [
      'Das Zimmer war schön, aber das Frühstück war kalt.',
      ['Das Zimmer war schön', 'das Frühstück war kalt.'],
    ],
    ['Le produit est beau mais la livraison a traîné.', ['Le produit est beau', 'la livraison a traîné.']],
    [
      'La comida estaba rica pero el camarero fue grosero.',
      ['La comida estaba rica', 'el camarero fue grosero.'],
    ],
    ['Buon cibo, ma servizio lento.', ['Buon cibo', 'servizio lento.']],
    ['Maten var god, men personalen var otrevlig.', ['Maten var god', 'personalen var otrevlig.']],
    ['Еда вкусная, но официант хамил.', ['Еда вкусная', 'официант хамил.']],
  ])('cuts %j', (text, clauses) => {
    expect(split(text)).toEqual(clauses);
  });

  test.each([
    'Nothing but praise for the team.',
    'I have had nothing but trouble with it.',
    'It is not only cheap but also reliable.',
    'It felt as though we were at home.',
    'Good, though.',
    'Last but not least the breakfast.',
    'But it works well.',
    "Ce n'est pas le but de cette application.",
    'Ma commande est arrivée hier.',
    'Este é mais barato do que o outro.',
    'Socks for men and women.',
    'Está mais ou menos bom.',
  ])('leaves %j whole', (text) => {
    expect(split(text)).toEqual([text]);
  });

  test('clauses are in order, apart and trimmed, and a conjunction belongs to the clause after it', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '. ',
        ', but ',
        ' but ',
        'the fit is bad',
        ', aber ',
        'Although ',
        ', ',
        ' mais la ',
        '– ',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          let last = 0;
          for (const { start, end, lead = start } of splitClauses(text)) {
            expect(lead).toBeGreaterThanOrEqual(last);
            expect(lead).toBeLessThanOrEqual(start);
            expect(start).toBeLessThan(end);
            expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
            last = end;
          }
        },
      ),
    );
  });
});
