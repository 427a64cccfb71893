import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideCells } from '../../../src/audit/verdict/hiding.ts';

type Cell = Parameters<typeof hideCells>[0][number];
const one = (row: string, rows: number, more: Partial<Cell> = {}): Cell => ({
  row,
  column: 'all',
  rows,
  ...more,
});

describe('cells are hidden', () => {
  it('below k, with the next smallest beside them', () => {
    const cells = hideCells([one('a', 400), one('b', 7), one('c', 60), one('d', 0)]);
    expect(cells).toEqual([null, 'small', 'complementary', null]);
  });

  it('until their sum is not small either', () => {
    const cells = hideCells([one('a', 400), one('b', 2), one('c', 3), one('d', 50)]);
    expect(cells).toEqual([null, 'small', 'small', 'complementary']);
  });

  it('where all or none of few have the outcome', () => {
    const cells = [
      one('a', 29, { successes: 29 }),
      one('b', 29, { successes: 0 }),
      one('c', 30, { successes: 30 }),
    ];
    expect(hideCells(cells)).toEqual(['all_same', 'all_same', null]);
  });

  it('where they moved by less than k since they were shown, unless nothing changed', () => {
    const before = { rows: 100, successes: 40 };
    const moved = [
      one('a', 103, { successes: 41, shownBefore: before }),
      one('b', 110, { successes: 41, shownBefore: before }),
      one('c', 100, { successes: 40, shownBefore: before }),
      one('d', 100, { successes: 41, shownBefore: before }),
    ];
    expect(hideCells(moved)).toEqual(['differencing', null, null, 'differencing']);
  });

  it('across rows and columns of a table', () => {
    const table = [
      { row: 'en', column: 'f', rows: 500 },
      { row: 'en', column: 'm', rows: 450 },
      { row: 'cy', column: 'f', rows: 4 },
      { row: 'cy', column: 'm', rows: 30 },
    ];
    expect(hideCells(table)).toEqual(['complementary', 'complementary', 'small', 'complementary']);
  });

  it('never so that one can be had from its total', () => {
    const rows = fc.integer({ min: 0, max: 60 });
    const table = fc.array(fc.array(rows, { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(table, fc.integer({ min: 5, max: 50 }), (counts, k) => {
        const cells = counts.flatMap((line, i) =>
          line.map((n, j) => ({ row: `r${i}`, column: `c${j}`, rows: n })),
        );
        const reasons = hideCells(cells, k);
        for (const [i, cell] of cells.entries()) {
          if (reasons[i] === null) expect(cell.rows === 0 || cell.rows >= k).toBe(true);
        }
        for (const line of new Set(cells.flatMap(({ row, column }) => [`row ${row}`, `column ${column}`]))) {
          const hidden = cells.filter((cell, i) => {
            return reasons[i] && [`row ${cell.row}`, `column ${cell.column}`].includes(line);
          });
          const sum = hidden.reduce((total, cell) => total + cell.rows, 0);
          const safe = hidden.length === 0 || (hidden.length > 1 && sum >= k);
          // A line without another cell to hide has a total that no report shows.
          const left = cells.some((cell, i) => {
            const isIn = [`row ${cell.row}`, `column ${cell.column}`].includes(line);
            return isIn && cell.rows > 0 && reasons[i] === null;
          });
          expect(safe || !left).toBe(true);
        }
      }),
    );
  });

  it('by people, where it is known who wrote: the same people in two cells count once', () => {
    const bits = (...places: number[]) => ({
      alone: 0,
      marks: [...Array(256).keys()].map((at) => (places.includes(at) ? '1' : '0')).join(''),
    });
    const many = bits(...Array(40).keys());
    const cells = [
      one('a', 400, { people: many }),
      one('b', 12, { people: bits(1, 2) }),
      one('c', 60, { people: many }),
    ];
    expect(hideCells(cells)).toEqual([null, 'small', 'complementary']);
    const same = bits(1, 2, 3, 4, 5, 6);
    const twice = [
      one('a', 400, { people: many }),
      one('b', 20, { people: same }),
      one('c', 20, { people: same }),
    ];
    expect(hideCells([...twice, one('d', 70, { people: many })])).toEqual([
      null,
      'small',
      'small',
      'complementary',
    ]);
    const others = bits(11, 12, 13, 14, 15, 16);
    const apart = [twice[0]!, twice[1]!, one('c', 20, { people: others }), one('d', 70, { people: many })];
    expect(hideCells(apart)).toEqual([null, 'small', 'small', null]);
    // Comments without an author are of a person each.
    expect(hideCells([one('a', 12, { people: { alone: 9, marks: bits(1).marks } })])).toEqual([null]);
  });

  it('only with a k from 5 to 50', () => {
    expect(() => hideCells([one('a', 7)], 4)).toThrow('as the least k');
    expect(() => hideCells([one('a', 7)], 51)).toThrow('as k');
  });
});
