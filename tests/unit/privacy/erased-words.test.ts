import { describe, expect, test } from 'vitest';
import { bareText, WordFinder } from '../../../src/privacy/erased-words.ts';
import { withoutQuotes } from '../../../src/privacy/withdrawn-quotes.ts';
import { Random } from '../../chaos/random.ts';

const finder = (texts: string[], names: string[] = [], ids: string[] = []) => {
  const made = new WordFinder();
  made.add({ texts, names, ids });
  return made;
};

describe('erased words', () => {
  test('are found as a plain search finds them', () => {
    const random = new Random(7);
    const word = () => 'abcde'.slice(0, random.whole(1, 5)) + random.pick(['', 'x', 'yz', '棚', 'é']);
    const text = (words: number) => Array.from({ length: words }, word).join(' ');
    const texts = Array.from({ length: 300 }, () => text(random.whole(4, 12)));
    const long = texts.filter((it) => bareText(it).length >= 12);
    const many = finder(texts);
    let hits = 0;
    for (let i = 0; i < 150; i++) {
      const planted = random.pick(texts);
      const cell = `${text(20)} ${i % 2 ? planted.toUpperCase().replaceAll(' ', ' ,"" ') : ''} ${text(20)}`;
      const expected = long.some((it) => bareText(cell).includes(bareText(it)));
      const searched = bareText(planted).length >= 12;
      if (i % 2 && searched) expect(many.find(cell).size).toBeGreaterThan(0);
      if (expected) {
        hits++;
        expect(many.find(cell).size).toBeGreaterThan(0);
      } else if (!/棚/.test(cell)) expect(many.find(cell).size).toBe(0);
    }
    expect(hits).toBeGreaterThan(40);
  });

  test('are found in JSON, arrays, escapes and cells of a row; sentences, too', () => {
    const it = finder(
      ['The first line\nsays "no". Another sentence that is long enough here.'],
      ['Miller, Joan "Jo"', 'C1001', 'a1.aaaaaaaaaaaaaaaaaaaaaa'],
    );
    expect(it.find({ a: [{ b: 'x ANOTHER sentence, that is long enough here!' }] }).size).toBe(1);
    expect(
      it.find('{"t":"The first line\\nsays \\"no\\". Another sentence that is long enough here."}').size,
    ).toBe(2);
    expect(it.findInRow('7,"Miller, Joan ""Jo""",x').size).toBe(1);
    expect(it.findInRow('7;C1001;x').size).toBe(1);
    expect(it.find('see C1001').size).toBe(0);
    expect(it.find('C1001', false).size).toBe(0);
    expect(it.find('by a1.aaaaaaaaaaaaaaaaaaaaaa').size).toBe(1);
    expect(it.findInTitle('letters of C1001.csv').size).toBe(1);
    expect(it.find('says no').size).toBe(0);
  });

  test('in a row or the name of a file count as parts, elsewhere as a whole value', () => {
    const it = finder([], ['Miller, Joan "Jo"', 'order-12', '20261105', 'a1.aaaaaaaaaaaaaaaaaaaaaa']);
    expect(it.size).toBe(4);
    for (const title of ['miller-joan-jo.csv', 'my order 12 of may.csv', 'export 20261105.csv']) {
      expect([title, it.findInTitle(title).size]).toEqual([title, 1]);
      expect([title, it.find(title).size]).toEqual([title, 0]);
    }
    expect(finder([], [], ['order-12']).findInTitle('my order 12 of may.csv').size).toBe(0);
    expect(it.findInTitle('export 120261105.csv').size).toBe(0);
    expect(it.findInRow('7,order-123,20261105x').size).toBe(0);
    expect(it.findInRow('7;order-12;x').size).toBe(1);
    expect(it.findInRow('7;"miller, joan ""jo""";x').size).toBe(1);
  });

  test('are found among many that differ at their ends alone', () => {
    const it = finder(
      Array.from({ length: 50_000 }, (_, i) => `Order number ${i} of the shop came two days late.`),
    );
    expect(it.size).toBe(50_000);
    const found = new Set<number>();
    for (let i = 0; i < 5_000; i++) {
      const hits = it.find(`He said: "Order number ${i * 20} of the shop came two days late"!`);
      for (const word of hits) found.add(word);
    }
    expect(found.size).toBe(2_500);
  });

  test('of others are left out, pseudonyms never', () => {
    const it = finder(['The parcel came two weeks late.'], ['a1.aaaaaaaaaaaaaaaaaaaaaa']);
    for (const word of it.find(['The parcel came two weeks late.', 'a1.aaaaaaaaaaaaaaaaaaaaaa'])) {
      it.leaveOut(word);
    }
    expect(it.find('The parcel came two weeks late.').size).toBe(0);
    expect(it.find('a1.aaaaaaaaaaaaaaaaaaaaaa').size).toBe(1);
    expect(it.leftOut).toBe(1);
  });

  test('are redacted where they are', () => {
    const it = finder(['My cabinet squeaks at midnight.']);
    expect(it.without({ note: ['My cabinet squeaks at midnight, she says', 'other'], n: 3 })).toEqual({
      ...{ note: ['[erased]', 'other'], n: 3 },
    });
  });
});

test('a digest without the quotes of some comments', () => {
  const content = {
    summary: {
      quotes: [
        { feedbackId: 1, text: 'a' },
        { feedbackId: 2, text: 'b' },
      ],
      written: { sentences: [{ text: 'c', sources: [{ feedbackId: 2 }, { feedbackId: 1, text: 'a' }] }] },
    },
    counts: { feedback: 2 },
  };
  expect(withoutQuotes(content, new Set([1]))).toEqual({
    summary: { quotes: [{ feedbackId: 2, text: 'b' }], written: { sentences: [] } },
    counts: { feedback: 2 },
  });
});
