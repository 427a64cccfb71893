/** How many first bytes {@link fileKind} wants to see. */
export const SAMPLE_BYTES = 64 * 1024;

const MAGIC: readonly (readonly [bytes: string, kind: string])[] = [
  ['25504446', 'it is a PDF document'],
  ['89504e47', 'it is a PNG image'],
  ['ffd8ff', 'it is a JPEG image'],
  ['47494638', 'it is a GIF image'],
  ['d0cf11e0a1b11ae1', 'it is an Excel workbook (.xls) or another Office file'],
  ['425a68', 'it is packed with bzip2'],
  ['fd377a585a00', 'it is packed with xz'],
  ['50415231', 'it is a Parquet file'],
  ['53514c69746520666f726d6174', 'it is an SQLite database'],
];

/**
 * What a file that is no text is, for the `detail` of FILE_NOT_TEXT; null for text.
 * @param sample the first {@link SAMPLE_BYTES} bytes, or the whole file
 * @param mayHoldNul true when the encoding has NUL bytes in ordinary text (UTF-16)
 */
export function fileKind(sample: Buffer, mayHoldNul: boolean): string | null {
  const start = sample.toString('hex', 0, 16);
  if (start.startsWith('504b0304')) {
    return sample.includes('xl/') || sample.includes('[Content_Types].xml')
      ? 'it is an Excel workbook (.xlsx)'
      : 'it is a zip archive';
  }
  const known = MAGIC.find(([bytes]) => start.startsWith(bytes));
  if (known) return known[1];
  // UTF-16 as well: its NUL bytes do not matter here.
  const head = sample.toString('latin1', 0, 2048).replaceAll('\0', '');
  const markup =
    /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<(!doctype\s+html|html|head|body|table|meta|\?xml)\b/i.exec(head);
  if (markup) return markup[1] === '?xml' ? 'it is an XML document' : 'it is an HTML page';
  if (mayHoldNul) return null;
  let control = 0;
  for (const byte of sample) {
    if (byte < 32 && (byte < 9 || byte > 13) && byte !== 27) control++;
  }
  // A stray NUL in a small file is that row's problem; random bytes hold one control byte in ten.
  return control >= 16 && control > sample.length / 50 ? 'it holds binary data' : null;
}

/** The encoding that a byte order mark names, and its length; null without one. */
export function encodingByMark(sample: Buffer): { encoding: string; markBytes: number } | null {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf)
    return { encoding: 'utf-8', markBytes: 3 };
  if (sample[0] === 0xff && sample[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (sample[0] === 0xfe && sample[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  return null;
}
