import { describe, expect, test } from 'vitest';
import { scaleText } from '../../../src/domain/rating-scale.ts';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { RatingVotes } from '../../../src/ingest/columns/column-facts.ts';
import {
  decideScale,
  mayBeInverted,
  parseScale,
  type ScaleHints,
} from '../../../src/ingest/columns/rating-scale.ts';

/** Cells, each as often as is said. */
function votesOf(cells: Readonly<Record<string, number>>): RatingVotes {
  const votes = new RatingVotes();
  for (const [cell, times] of Object.entries(cells)) for (let i = 0; i < times; i++) votes.add(cell);
  return votes;
}

function scaleOf(cells: Readonly<Record<string, number>>, name = 'rating', hints: Partial<ScaleHints> = {}) {
  const none = { given: undefined, nps: undefined, stored: null };
  const scale = decideScale(votesOf(cells), { names: [name, ''], ...none, ...hints });
  return scale && `${scaleText(scale)}${scale.nps ? ' nps' : ''}`;
}

describe('the scale of a column', () => {
  test.each<[string, Record<string, number>, string | null]>([
    ['rating', { 5: 25, 1: 25, 3: 10 }, '1-5'],
    ['stars', { 5: 25, 1: 24, 3: 10, 55: 1 }, '1-5'],
    ['rating', { 5: 25, 1: 24, 3: 10, 99: 1 }, '1-5'],
    ['rating', { 5: 3, 1: 3, 55: 1 }, '1-5'],
    ['rating', { 5: 20, 1: 20, 0: 20 }, '1-5'],
    ['rating', { 7: 25, 1: 25, 4: 10 }, '1-7'],
    ['Note', { 6: 25, 1: 25, 3: 10 }, '1-6'],
    ['Reviewer score', { 9.2: 25, 3.3: 25, 7.1: 10 }, '1-10'],
    ['score', { 10: 25, 0: 25, 7: 10 }, '0-10'],
    ['score', { 92: 25, 20: 25, 60: 10 }, '0-100'],
    ['score', { 92: 25, 20: 25, 60: 10, 999: 1 }, '0-100'],
    ['price', { 1200: 25, 350: 25, 60: 10 }, null],
    ['rating', { 1: 20, 0: 20 }, '0-1'],
    ['rating', { '-2': 20, 2: 20 }, null],
    ['nps', { 10: 25, 2: 25, 8: 10 }, '0-10 nps'],
    ['nps', { 5: 2, 2: 3 }, '0-10 nps'],
    ['nps', { 92: 25, 20: 25 }, '0-100'],
    ['How likely are you to recommend us?', { 10: 25, 2: 25 }, '0-10 nps'],
    ['Würden Sie uns weiterempfehlen?', { 10: 25, 2: 25 }, '0-10 nps'],
    ['Would you recommend us?', { 5: 25, 2: 25 }, '1-5'],
    ['rating', { '4.0 out of 5 stars': 3, '1.0 out of 5 stars': 2 }, '1-5'],
    ['rating', { '8 of 10': 30, '4/5': 1 }, '1-10'],
    ['rating', { '3/7': 5 }, '1-7'],
  ])('%s %j', (name, cells, expected) => {
    expect(scaleOf(cells, name)).toBe(expected);
  });

  test('what the user says counts', () => {
    const tens = { 10: 25, 2: 25 };
    expect(scaleOf(tens, 'score', { nps: true })).toBe('0-10 nps');
    expect(scaleOf(tens, 'nps', { nps: false })).toBe('0-10');
    expect(scaleOf(tens, 'nps', { given: parseScale('1-10') })).toBe('1-10');
    expect(scaleOf({ 6: 9, 1: 9 }, 'Note', { given: parseScale('6-1') })).toBe('6-1');
    expect(scaleOf(tens, 'price', { given: parseScale('none') })).toBeNull();
    expect(() => scaleOf(tens, 'score', { nps: true, given: parseScale('1-5') })).toThrow(VerbatimError);
  });

  test('a month without high marks has the scale of earlier files', () => {
    const stored = { low: 0, high: 10, inverted: false, nps: true, by: 'values' } as const;
    expect(scaleOf({ 5: 3, 1: 3 }, 'score', { stored })).toBe('0-10 nps');
    expect(scaleOf({ 92: 30, 20: 30 }, 'score', { stored })).toBe('0-100');
  });
});

test('scales where 1 may be best are suspected', () => {
  const suspected = (cells: Readonly<Record<string, number>>, name: string) => {
    const votes = votesOf(cells);
    const names = [name, ''];
    const scale = decideScale(votes, { names, given: undefined, nps: undefined, stored: null })!;
    return mayBeInverted(votes, scale, names);
  };
  expect(suspected({ 1: 25, 6: 25, 3: 10 }, 'Note')).toBe(true);
  expect(suspected({ '1 - Very satisfied': 5, '5 - Not satisfied at all': 5 }, 'rating')).toBe(true);
  expect(suspected({ '5 - Very satisfied': 5, '1 - Not satisfied at all': 5 }, 'rating')).toBe(false);
  expect(suspected({ 1: 25, 5: 25 }, 'stars')).toBe(false);
});

test('--scale', () => {
  expect(parseScale('1-5')).toEqual({ low: 1, high: 5, inverted: false });
  expect(parseScale('6-1')).toEqual({ low: 1, high: 6, inverted: true });
  expect(parseScale('1-6-inverted')).toEqual({ low: 1, high: 6, inverted: true });
  expect(parseScale('-2-2')).toEqual({ low: -2, high: 2, inverted: false });
  expect(parseScale('none')).toBeNull();
  for (const wrong of ['5', '5-5', '1 to 5', '6-1-inverted', '']) {
    expect(() => parseScale(wrong), wrong).toThrow(VerbatimError);
  }
});
