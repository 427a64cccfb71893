import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { ROOT } from '../../support/cli.ts';
import { CHROMIUM, openPage, screenshot, scrollsSideways } from '../../support/servers/browser.ts';
import { testServer } from '../../support/servers/upload-server.ts';

const browser = test.skipIf(!CHROMIUM);

/** In windows-1252 the euro sign is 0x80; the other signs here are those of Latin-1. */
const windows1252 = (text: string): Buffer =>
  Buffer.from(Array.from(text, (sign) => (sign === '€' ? 0x80 : sign.charCodeAt(0))));

/** Semicolons, day-first dates, a decimal comma, two columns with text, two bad rows. */
const FILE = windows1252(
  [
    'Nr;Datum;Abteilung;Anmerkung intern;Kommentar;Sterne',
    '1;03.04.2026;Küche;ok;Der Toaster ist großartig, wir würden ihn wieder kaufen.;4,5',
    '2;04.04.2026;Küche;;"Lieferung zu spät; Ersatz kam aber schnell.";2,0',
    '3;5. irgendwann;Möbel',
    '4;31.12.2026;Möbel;geprüft;Für 20 € in Ordnung.;3,5',
    '5;01.01.2027;Büro;;=1+1;3,0;zu viel',
    '6;02.01.2027;Büro;<b>;"<img src=x onerror=""document.title=1""> hält nicht";1,0',
  ].join('\r\n'),
);

browser(
  'a semicolon file in windows-1252 with bad rows: looked at, corrected, imported, rejects fetched',
  async () => {
    const { address, database } = await testServer();
    const { page, faults } = await openPage(address, { viewport: { width: 1100, height: 900 } });
    await page.goto(`${address}/upload`);
    await page.setInputFiles('#file', {
      name: 'Umfrage März.csv',
      mimeType: 'text/csv',
      buffer: FILE,
    });
    await page.getByText('windows-1252, delimiter semicolon, with a header row').waitFor();
    await page.getByText('6 rows, 4 new, 2 rejected').waitFor();
    expect(await page.locator('#map-text').inputValue()).toBe('#5');
    expect(await page.locator('#rows thead th').allInnerTexts()).toHaveLength(6);
    // What the file says is text on the page, whatever it looks like.
    expect(await page.locator('#rows img').count()).toBe(0);
    expect(await page.locator('#rows').textContent()).toContain('<img src=x');
    expect(await page.locator('#rows').textContent()).toContain('20 €');

    // The number is the id; the source gets a name of its own.
    await page.selectOption('#map-id', { label: 'Nr' });
    await page.locator('#source').fill('Küchenumfrage');
    await page.locator('#source').press('Tab');
    await page.locator('#start:not([disabled])').waitFor();
    await screenshot(page, 'upload.png');
    await page.getByRole('button', { name: 'Start import' }).click();
    await page.getByText('4 new rows are stored and wait for analysis.').waitFor();
    await page.locator('#reasons').getByText('1 row: too few fields').waitFor();
    await screenshot(page, 'upload-done.png');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download rejected rows' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Umfrage März-rejects.csv');
    const rejects = parse(await readFile(await download.path()), { bom: true, columns: true }) as Record<
      string,
      string
    >[];
    expect(rejects.map(({ line, reason, raw_row }) => [line, reason, raw_row])).toEqual([
      ['4', 'too_few_fields', '3;5. irgendwann;Möbel'],
      ['6', 'too_many_fields', '5;01.01.2027;Büro;;=1+1;3,0;zu viel'],
    ]);

    const { rows } = await database.query(
      `select external_id, source, text, rating, occurred_at, attributes
       from verbatim.feedback join verbatim.document d on d.id = document_id order by 1`,
    );
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({
      external_id: '1',
      source: 'Küchenumfrage',
      text: 'Der Toaster ist großartig, wir würden ihn wieder kaufen.',
      rating: 4.5,
      occurred_at: new Date('2026-04-03T00:00:00Z'),
      attributes: { Abteilung: 'Küche', 'Anmerkung intern': 'ok' },
    });
    expect(rows[2].text).toBe('Für 20 € in Ordnung.');

    // The same file again: nothing is new.
    await page.getByRole('button', { name: 'Upload another file' }).click();
    await page.locator('#uploads').getByText('Umfrage März.csv').waitFor();
    expect(faults).toEqual([]);
  },
);

browser('an export of a survey tool: what was recognised is said, and may be corrected', async () => {
  const { address, database } = await testServer();
  const { page, faults } = await openPage(address, { viewport: { width: 1100, height: 900 } });
  await page.goto(`${address}/upload`);
  await page.setInputFiles('#file', join(ROOT, 'examples/exports/qualtrics.csv'));
  await page.getByText('This looks like a Qualtrics export: rows 2 and 3 are its question texts').waitFor();
  await page.getByText('and 3 more, each a comment of its own').waitFor();
  await screenshot(page, 'upload-preset.png');
  // Another column for another field leaves the four texts as they are.
  await page.selectOption('#map-author', '');
  await page.locator('#start:not([disabled])').waitFor();
  await page.getByText('92 rows, 92 new').waitFor();
  await page.selectOption('#preset', { label: 'Typeform' });
  await page.getByText('has none of the columns of the preset typeform').waitFor();
  await page.selectOption('#preset', { label: 'No tool that is known' });
  await page.locator('#start:not([disabled])').waitFor();
  await page.locator('#preset-said').waitFor({ state: 'hidden' });
  await page.selectOption('#preset', '');
  await page.getByText('This looks like a Qualtrics export').waitFor();
  await page.locator('#start:not([disabled])').waitFor();
  await page.getByRole('button', { name: 'Start import' }).click();
  await page.getByText('92 new rows are stored').waitFor();
  const { rows } = await database.query(
    `select distinct attributes ->> 'question' as question from verbatim.feedback order by 1`,
  );
  expect(rows).toHaveLength(4);
  expect(faults).toEqual([]);
});

browser('what the command line can say of a column is said beside it, the guess shown', async () => {
  const { address, database } = await testServer();
  const { page, faults } = await openPage(address, { viewport: { width: 1100, height: 900 } });
  await page.goto(`${address}/upload`);
  const rows = Array.from(
    { length: 40 },
    (_, i) =>
      `${i},2026-01-${String(1 + (i % 28)).padStart(2, '0')} 23:30,${i % 11},${i % 9 ? `The room was too loud on floor ${i}` : ''},Noise ${i}`,
  );
  const csv = ['id,date,How likely are you to recommend us?,"What could we improve?",title', ...rows].join(
    '\n',
  );
  await page.setInputFiles('#file', { name: 'hotel.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.locator('#start:not([disabled])').waitFor();
  // What was found is what stands there while nothing is said.
  expect(await page.locator('#scale').getAttribute('placeholder')).toBe('0-10');
  expect(await page.locator('#time-zone').getAttribute('placeholder')).toBe('UTC');
  expect(await page.locator('#nps').isChecked()).toBe(true);
  expect(await page.locator('#asks').inputValue()).toBe('');
  await page.getByText('5 rows have no text: the title is the text.').waitFor();
  await page.getByText('Ratings from 0 to 10, NPS.').waitFor();

  await page.selectOption('#asks', 'faults');
  await page.locator('#time-zone').fill('Berlin');
  await page.locator('#time-zone').press('Tab');
  await page.getByRole('alert').filter({ hasText: '“Time zone”' }).waitFor();
  await page.locator('#time-zone').fill('Europe/Berlin');
  await page.locator('#time-zone').press('Tab');
  await page.locator('#alert').waitFor({ state: 'hidden' });
  await page.locator('#scale').fill('10-0');
  await page.locator('#scale').press('Tab');
  await page.getByText('Ratings from 0 to 10, 0 is best.').waitFor();
  await page.locator('#start:not([disabled])').waitFor();
  await page.getByRole('button', { name: 'Start import' }).click();
  await page.getByText('40 new rows are stored').waitFor();
  const { rows: stored } = await database.query(
    `select occurred_at, attributes ->> 'asks' as asks from verbatim.feedback order by line limit 1`,
  );
  expect(stored).toEqual([{ occurred_at: new Date('2026-01-01T22:30:00Z'), asks: 'faults' }]);
  const { rows: imports } = await database.query('select rating_scale from verbatim.import');
  expect(imports[0].rating_scale).toMatchObject({ low: 0, high: 10, inverted: true, nps: false });
  expect(faults.filter((fault) => !fault.includes('400'))).toEqual([]);
});

browser('by keyboard alone, on a phone, in the dark', async () => {
  const { address } = await testServer();
  const { page, faults } = await openPage(address, {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  await page.goto(`${address}/upload`);
  expect(await scrollsSideways(page)).toBe(false);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.id')).toBe('file');
  await page.setInputFiles('#file', { name: 'shop.csv', mimeType: 'text/csv', buffer: FILE });
  await page.locator('#check').waitFor();
  // Whoever does not see the page is led on.
  await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('check-title');
  expect(await scrollsSideways(page)).toBe(false);
  await screenshot(page, 'upload-phone.png');
  for (let i = 0; i < 40 && (await page.evaluate('document.activeElement.id')) !== 'start'; i++) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByText('4 new rows are stored').waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  expect(faults).toEqual([]);
});

browser('a file that is none says so; a key is asked for and kept', async () => {
  const apiKey = 'a-key-of-some-length';
  const { address } = await testServer({ apiKey });
  const { page } = await openPage(address);
  await page.goto(`${address}/upload`);
  await page.locator('#key-form').waitFor();
  await page.locator('#key').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText('The server does not accept this key.').waitFor();
  await page.locator('#key').fill(apiKey);
  await page.keyboard.press('Enter');
  await page.locator('#key-form').waitFor({ state: 'hidden' });
  await page.setInputFiles('#file', {
    name: 'book.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('PK\x03\x04 xl/workbook.xml', 'latin1'),
  });
  await page.getByRole('alert').filter({ hasText: 'Excel' }).waitFor();
  expect(await page.locator('#check').isVisible()).toBe(false);
});
