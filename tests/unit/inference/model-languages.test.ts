import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { modelLanguages } from '../../../src/inference/model/languages.ts';
import { MODEL_FOLDER } from '../../support/models/model-folder.ts';

function languagesOf(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-languages-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return modelLanguages(folder);
}

const card = (front: string) => ({ 'README.md': `---\n${front}\n---\n# A model\n` });

test('what a model card or manifest says is served', () => {
  const served = 'cs da de el en es fi fr hu it nl no pl pt ro ru sv tr'.split(' ');
  expect(modelLanguages(MODEL_FOLDER)).toEqual(served);
  expect(languagesOf({ 'verbatim.json': '{"languages":["nb","nn-NO","de"]}' })).toEqual(['no', 'de']);
  expect(languagesOf(card('language: en'))).toEqual(['en']);
  expect(languagesOf(card('language:\n- en\n- pt-BR'))).toEqual(['en', 'pt']);
  expect(languagesOf({ ...card('language: en'), 'verbatim.json': '{"languages":["de","fr"]}' })).toEqual([
    'de',
    'fr',
  ]);
});

test('where nothing certain is said, every language is served', () => {
  for (const front of [
    'license: mit',
    'language: multilingual',
    'language: [en, multilingual]',
    'language: {',
    'language: 7',
  ]) {
    expect(languagesOf(card(front)), front).toEqual([]);
  }
  expect(languagesOf({})).toEqual([]);
  expect(languagesOf({ 'README.md': '# language: en' })).toEqual([]);
});

test('a manifest that names no language by its code is refused', () => {
  expect(() => languagesOf({ 'verbatim.json': '{"languages":["English"]}' })).toThrow(VerbatimError);
});
