import type { Replacement } from './mapped-text.ts';

interface Line {
  readonly start: number;
  /** After its line break. */
  readonly end: number;
  readonly text: string;
}

const DEVICE =
  /^(?:sent (?:from|via) (?:my|the|yahoo|outlook|mail for|samsung|proton|gmail)|get outlook for|von meinem .{1,40} gesendet|gesendet (?:von|mit|über) |envoyé (?:de|depuis|à partir) |télécharger outlook|enviado (?:desde|do|a partir|via) |obtener outlook|inviato da|scarica outlook|verzonden (?:vanaf|met|via) |verstuurd vanaf|skickat från|sendt fra|lähetetty |wysłane z|odesláno z)/i;
const DEVICE_AT_END =
  /(?<=[.!?…)\s])(?:Sent from my \p{L}[\p{L}\p{N} ]{0,30}|Get Outlook for (?:Android|iOS))\.?$/u;
const WROTE =
  /(?:wrote|writes|schrieb|geschrieben|a écrit|escribió|ha scritto|schreef|escreveu|skrev|kirjoitti|napisał(?:\(a\)|a)?|napsal(?:\(a\)|a)?|(?:schrieb|schreef|skrev) .{1,150})\s?:$/iu;
const WHEN = /[\d@]/;
const FORWARDED =
  /^(?:-{2,} ?(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message transféré|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original) ?-{2,}|begin forwarded message:|##- please type your reply above this line -##)$/i;
const HEADER_FIELD = /^\*?(?:from|von|de|da|van|od|från|fra)\s?:\*? .{0,120}@/i;
const FOOTER =
  /\b(?:intended recipient|(?:e-?mail|message)(?: and any \w+)? (?:is|may be|are|contains?) (?:strictly )?confidential|confidentiality notice|diese (?:e-?mail|nachricht) (?:enthält|ist) vertraulich|nicht der (?:richtige|beabsichtigte) (?:adressat|empfänger)|ce (?:message|courriel).{0,40} confidentiel|este (?:mensaje|correo).{0,40} confidencial|questo messaggio.{0,40} (?:confidenzial|riservat)|dit bericht.{0,40} vertrouwelijk)/i;
const SIGN_OFF =
  /^(?:(?:best|kind|kindest|warm|many|with best|with kind) (?:regards|wishes)|best|regards|sincerely|yours (?:sincerely|faithfully|truly)|mit freundlichen grüßen|freundliche grüße|viele grüße|liebe grüße|beste grüße|mfg|cordialement|bien cordialement|saludos(?: cordiales)?|un saludo|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?|atenciosamente|med vänlig hälsning|med venlig hilsen|z poważaniem)[,.!]?$/i;
/** Most lines of a signature; a longer one is text. */
const SIGNATURE = 15;
const NAME_LINES = 5;

/**
 * Removes what mail programs and helpdesks add to a customer's text: signatures, "Sent from my iPhone", legal footers,
 * quoted and forwarded mails.
 */
export function mailParts(text: string): Replacement[] {
  const flat = text.length < 200_000 ? DEVICE_AT_END.exec(text.slice(-60)) : null;
  const atEnd = flat ? [{ start: text.length - flat[0].length, end: text.length, text: '' }] : [];
  if (!text.includes('\n')) return atEnd;
  const lines = linesOf(text);
  const dropped = new Set<number>();
  const drop = (from: number, to: number) => {
    for (let i = from; i < to; i++) dropped.add(i);
  };
  const quotes = lines.filter((line) => line.text.startsWith('>')).length;
  for (let i = 0; i < lines.length; i++) {
    if (dropped.has(i)) continue;
    const line = lines[i]!.text;
    if (line === '') continue;
    const before = i > dropped.size;
    if (line.startsWith('>') && quotes > 1) drop(i, i + 1);
    else if (attribution(lines, i) > 0) drop(i, endOfQuote(lines, i + attribution(lines, i)));
    else if (FORWARDED.test(line) || (before && HEADER_FIELD.test(line))) drop(i, lines.length);
    else if (line.length <= 80 && DEVICE.test(line)) drop(i, i + 1);
    else if (/^(?:--|—|__+)$/.test(line) && lines.length - i <= SIGNATURE)
      drop(i, before ? lines.length : i + 1);
    else if (FOOTER.test(line.slice(0, 1_000))) drop(i, paragraphEnd(lines, i));
    else if (before && SIGN_OFF.test(line) && onlyNames(lines, i + 1)) drop(i, lines.length);
  }
  const parts = runs(lines, dropped);
  return [...parts, ...atEnd.filter(({ start }) => start >= (parts.at(-1)?.end ?? 0))];
}

/** The lines of a text, trimmed. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const at = text.indexOf('\n', start);
    const end = at === -1 ? text.length : at + 1;
    lines.push({ start, end, text: text.slice(start, end).trim() });
    start = end;
  }
  return lines;
}

/** Count of lines that introduce the quoted mail below ("On … wrote:"): 0, 1, or 2 if the mail program broke it. */
function attribution(lines: readonly Line[], at: number): number {
  const first = lines[at]!.text;
  if (first.length > 250) return 0;
  if (WROTE.test(first)) return WHEN.test(first) ? 1 : 0;
  const second = lines[at + 1]?.text ?? '';
  const opens = /^(?:on|am|le|el|il|op|em|den|w dniu|dnia) .{0,20}\d/i.test(first);
  return opens && second.length <= 250 && WROTE.test(second) ? 2 : 0;
}

/** End of the quoted lines; without `>` marks, the quote reaches to the end. */
function endOfQuote(lines: readonly Line[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at]!.text === '') at++;
  if (at < lines.length && !lines[at]!.text.startsWith('>')) return lines.length;
  while (at < lines.length && lines[at]!.text.startsWith('>')) at++;
  return at;
}

function paragraphEnd(lines: readonly Line[], from: number): number {
  let at = from + 1;
  while (at < lines.length && lines[at]!.text !== '') at++;
  return at;
}

function onlyNames(lines: readonly Line[], from: number): boolean {
  const rest = lines.slice(from, from + 2 * NAME_LINES).filter(({ text }) => text !== '');
  return (
    lines.length - from <= 2 * NAME_LINES &&
    rest.length <= NAME_LINES &&
    rest.every(({ text }) => text.length <= 60 && !/[.!?]$/.test(text))
  );
}

function runs(lines: readonly Line[], dropped: ReadonlySet<number>): Replacement[] {
  const found: { start: number; end: number; text: string }[] = [];
  for (const [i, { start, end }] of lines.entries()) {
    if (!dropped.has(i)) continue;
    const last = found.at(-1);
    if (last?.end === start) last.end = end;
    else found.push({ start, end, text: '\n' });
  }
  return found;
}
