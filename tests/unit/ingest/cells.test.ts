import { describe, expect, test } from 'vitest';
import { parseRating, readRating } from '../../../src/ingest/columns/ratings.ts';
import { isClock, isRelativeTime, parseDateAndClock, parseTime } from '../../../src/ingest/columns/times.ts';

describe('time cells', () => {
  test.each([
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    [' 2024-03-01 ', '2024-03-01T00:00:00.000Z'],
    ['2024/3/1', '2024-03-01T00:00:00.000Z'],
    ['2024/03/01 9:05', '2024-03-01T09:05:00.000Z'],
    ['2024-03-01T10:00:00', '2024-03-01T10:00:00.000Z'],
    ['2024-03-01T10:00:00Z', '2024-03-01T10:00:00.000Z'],
    ['2024-03-01T10:00:00.1239999+02:00', '2024-03-01T08:00:00.123Z'],
    ['2024-03-01 10:00:00 -0800', '2024-03-01T18:00:00.000Z'],
    ['2024-03-01 10:00 UTC', '2024-03-01T10:00:00.000Z'],
    ['2024-12-31T23:30-01', '2025-01-01T00:30:00.000Z'],
    ['20240301', '2024-03-01T00:00:00.000Z'],
    ['20240301T101112Z', '2024-03-01T10:11:12.000Z'],
    // date -u -d @1709287200
    ['1709287200', '2024-03-01T10:00:00.000Z'],
    ['1709287200.5', '2024-03-01T10:00:00.500Z'],
    ['1709287200123', '2024-03-01T10:00:00.123Z'],
    ['Fri, 01 Mar 2024 10:00:00 +0100', '2024-03-01T09:00:00.000Z'],
    ['1 Mar 2024 10:00 GMT', '2024-03-01T10:00:00.000Z'],
    ['Fri, 1 Mar 2024 10:00:00 +0000 (UTC)', '2024-03-01T10:00:00.000Z'],
  ])('%s', (cell, expected) => {
    expect(parseTime(cell)?.toISOString()).toBe(expected);
  });

  test.each([
    ...['03/04/2024', '13.02.2024', '1/2/24', '2024-13-01', '2023-02-29', '2024-02-30T00:00:00Z', '20241301'],
    ...[
      '2024-03-01T24:01',
      '2024-03-01T10:60',
      '2024/03-01',
      'yesterday',
      '2024',
      '5',
      '12345678901',
      '0000-01-01',
    ],
    ...[
      '9999-12-31T23:59:59-10:00',
      '2024-03-01T10:00+25:00',
      'Fri, 31 Feb 2024 10:00 GMT',
      '1 Foo 2024 10:00',
    ],
  ])('%s is not guessed at', (cell) => {
    expect(parseTime(cell)).toBeNull();
  });
});

// Instants by hand and by `date -u -d`; days of the week by `cal`.
describe('times as people and programs write them', () => {
  test.each([
    ['14-Sep-21', '2021-09-14T00:00:00.000Z'],
    ['31-Jul-18', '2018-07-31T00:00:00.000Z'],
    ['Fri Oct 29 19:56:59 +0000 2010', '2010-10-29T19:56:59.000Z'],
    ['Tue Mar  5 10:00:00 CET 2024', '2024-03-05T09:00:00.000Z'],
    ['2015-02-24 11:35:00 -0800', '2015-02-24T19:35:00.000Z'],
    ['2024/05/14 3:52:11 PM GMT+2', '2024-05-14T13:52:11.000Z'],
    ['2024/05/14 12:07:11 AM GMT+2', '2024-05-13T22:07:11.000Z'],
    ['2022/06/01 11:07:29 AM AST', '2022-06-01T15:07:29.000Z'],
    ['Mar 1, 2024 10:00:00 PST', '2024-03-01T18:00:00.000Z'],
    ['Donnerstag, 26. Januar 2023 um 13:39:50 Mitteleuropäische Normalzeit', '2023-01-26T12:39:50.000Z'],
    ['Mittwoch, 26. Juli 2023 um 13:39:50 Mitteleuropäische Sommerzeit', '2023-07-26T11:39:50.000Z'],
    ['jeudi 26 janvier 2023 à 13:39:50 heure normale d’Europe centrale', '2023-01-26T12:39:50.000Z'],
    ['January 26, 2023 at 1:39 PM', '2023-01-26T13:39:00.000Z'],
    ['January 26, 2023 at 1:39\u202fPM', '2023-01-26T13:39:00.000Z'],
    ['Reviewed in the United Kingdom on 15 September 2017', '2017-09-15T00:00:00.000Z'],
    ['Reviewed in the United States on September 15, 2017', '2017-09-15T00:00:00.000Z'],
    ['Rezension aus Deutschland vom 15. September 2017', '2017-09-15T00:00:00.000Z'],
    ['Commenté en France le 15 septembre 2017', '2017-09-15T00:00:00.000Z'],
    ['Revisado en España el 15 de septiembre de 2017', '2017-09-15T00:00:00.000Z'],
    ['Recensito in Italia il 15 settembre 2017', '2017-09-15T00:00:00.000Z'],
    ['Avaliado no Brasil em 15 de setembro de 2017', '2017-09-15T00:00:00.000Z'],
    ['Beoordeeld in Nederland op 15 september 2017', '2017-09-15T00:00:00.000Z'],
    ['2018-01-01 24:00', '2018-01-02T00:00:00.000Z'],
    ['2018-12-31T24:00:00Z', '2019-01-01T00:00:00.000Z'],
  ])('%s', (cell, expected) => {
    expect(parseTime(cell)?.toISOString()).toBe(expected);
  });

  test.each([
    '2024-03-01 10:00 IST',
    '3 May 2024 great',
    '2024-03-01 13:00 Foo time',
    '3 weeks ago',
    '10:00',
  ])('%s is no time', (cell) => expect(parseTime(cell)).toBeNull());

  const berlin = { order: 'day-first', zone: 'Europe/Berlin', serial: true } as const;
  const newYork = { ...berlin, zone: 'America/New_York' };

  test('a date without a clock is that day in every zone', () => {
    for (const cell of ['2026-03-05', '5.3.2026', '5 March 2026', '46086']) {
      for (const format of [berlin, newYork])
        expect(parseTime(cell, format)?.toISOString(), cell).toBe('2026-03-05T00:00:00.000Z');
    }
    expect(parseTime('2026-03-05 23:30', berlin)?.toISOString()).toBe('2026-03-05T22:30:00.000Z');
  });

  test('date and clock in two columns', () => {
    const at = (cell: string, clock: string) => parseDateAndClock(cell, clock, newYork)?.toISOString();
    expect(at('2026-01-02', '2:01 PM')).toBe('2026-01-02T19:01:00.000Z');
    expect(at('46024', '14:01')).toBe('2026-01-02T19:01:00.000Z');
    expect(at('2026-01-02', 'noon')).toBe('2026-01-02T00:00:00.000Z');
    expect(at('soon', '14:01')).toBeUndefined();
  });

  test('clocks and relative times', () => {
    expect(['1:00 AM', '13:05', '13:05:10'].every(isClock)).toBe(true);
    expect(['13', '2024', 'at one'].some(isClock)).toBe(false);
    const relative = [
      'a week ago',
      'Edited 2 days ago',
      'vor 3 Wochen',
      'il y a 2 mois',
      'hace un año',
      'yesterday',
    ];
    expect(relative.every(isRelativeTime)).toBe(true);
    expect(['2024-01-05', 'Q1 2024', 'week 3'].some(isRelativeTime)).toBe(false);
  });
});

describe('ratings with their scale or label', () => {
  test.each([
    ['4.0 out of 5 stars', 4, 5],
    ['4,0 von 5 Sternen', 4, 5],
    ['1,0 sur 5 étoiles', 1, 5],
    ['5,0 de 5 estrellas', 5, 5],
    ['1.0 of 5 bubbles', 1, 5],
    ['★★★★☆', 4, 5],
    ['⭐⭐⭐', 3, null],
    ['⭐️⭐️', 2, null],
    ['8 of 10', 8, 10],
    ['4/5', 4, 5],
    ['5 - Very satisfied', 5, null],
    ['10 (Extremely likely)', 10, null],
    ['Extremely likely - 10', 10, null],
    ['Not at all likely - 0', 0, null],
  ])('%s', (cell, value, of) => {
    expect(readRating(cell)).toMatchObject({ value, of });
    expect(readRating(cell, 'comma')?.value).toBe(of === null ? value : readRating(cell)!.value);
  });

  test.each(['Very satisfied', 'good', '9/5', '2 - 3', '2024-01-05'])('%s is none', (cell) => {
    expect(readRating(cell)).toBeNull();
  });
});

describe('rating cells', () => {
  test.each([
    ['5', 5],
    [' 4.5 ', 4.5],
    ['3,5', 3.5],
    ['-1', -1],
    ['4/5', 4],
    ['4.0 / 5', 4],
    ['4 out of 5', 4],
    ['4,5 out of 5 stars', 4.5],
    ['1 star', 1],
    ['3 Stars', 3],
    ['10', 10],
  ])('%s', (cell, expected) => {
    expect(parseRating(cell)).toBe(expected);
  });

  test.each(['good', '4 of', '1e3', '5!', '4 stars!', '1.2.3', '9'.repeat(400)])('%s is none', (cell) => {
    expect(parseRating(cell)).toBeNull();
  });
});
