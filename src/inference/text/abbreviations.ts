/**
 * Words whose full stop does not end a sentence, in lower case, of all languages served. Words that also end sentences
 * in another language ("es", "ill", "no", "ex") are left out.
 */
const WITHIN = [
  'mr mrs ms dr prof st jr sr vs e.g i.e eg ie approx dept est inc ltd co corp fig vol pp ft oz lb', // en
  'bzw bzgl ca nr inkl exkl evtl ggf z.b d.h u.a i.d.r tel str vgl bspw zzgl abzgl sog hr fr geb', // de
  'mme mlle env p.ex c.-à-d tél réf av bd', // fr
  'sra srta sres ud uds vd dra núm pág p.ej aprox avda teléf', // es
  'sig sigg dott dott.ssa prof.ssa pag p.es avv ing geom spett', // it
  'bijv incl d.w.z m.b.t i.p.v o.a m.a.w t.o.v a.u.b evt excl dhr mevr blz', // nl
  'np m.in tzn tj tzw godz ul wg', // pl
  'exmo exma', // pt
  'f.eks bl.a kl tlf mht jf o.l vedr ekskl feks', // da, no
  't.ex bl.a d.v.s dvs pga m.fl s.k fr.o.m t.o.m', // sv
  'esim n klo puh yht', // fi
  'např vč tj tzn č resp cca popř č.p tzv', // cs
  'pl kb ún db', // hu
  'dl dna aprox d.ex', // ro
  'т.е т.к т.н ок ул напр тел', // ru
  'π.χ κ κα κος δηλ αρ τηλ λεωφ', // el
  'örn sn bkz yy dk', // tr
]
  .join(' ')
  .split(' ');
/** Ends of lists, units: "etc." and "10 min." end the sentence if a capital letter follows. */
const OF_LISTS =
  'etc usw etcetera osv itd itp ecc enz stb vb atd m.m mm ym yms m.v o.s.v т.д т.п и.т.д κ.λπ κλπ ș.a max min std mio mrd kr zł tys pkt kč hod г руб коп шт мин тыс млн ευρ'.split(
    ' ',
  );

const MARKS = new Set(WITHIN);
const LISTS = new Set(OF_LISTS);

/** Whether the full stop before `end` belongs to an abbreviation, an initial, or the number of a day or a rank. */
export function isWithinSentence(text: string, end: number): boolean {
  if (text[end - 1] !== '.') return false;
  const before = text.slice(Math.max(0, end - 24), end);
  const after = text.slice(end, end + 14);
  if (NUMBER.test(before)) return isRank(before, after);
  const word = /(?:^|[\s("'«„])([\p{L}][\p{L}.-]{0,7})\.$/u.exec(before)?.[1];
  if (!word) return false;
  const lower = word.toLowerCase();
  if (MARKS.has(lower)) return true;
  if (LISTS.has(lower)) return !/^["'”’)\]»]*\s+["'“‘«„¿¡(]*\p{Lu}/u.test(after);
  if (/^\p{Lu}$/u.test(word)) return word !== 'I';
  // "z. B.", "т. е.", "p. ej.", "p. Novák"
  if (/^\p{Ll}$/u.test(word)) return /^\s(?:\p{L}{1,3}\.|\p{Lu}\p{Ll})/u.test(after) || SPACED.test(before);
  return SPACED.test(before) && /^\s\p{Ll}/u.test(after);
}

/** The second half of an abbreviation in two parts. */
const SPACED = /(?:^|\s)\p{L}\.\s\p{L}{1,3}\.$/u;

const NUMBER = /(?:^|[^\p{L}\p{N}.,])\d{1,4}\.$/u;
/** After an article or preposition of German or Danish. */
const AFTER_ARTICLE =
  /(?:^|\s)(?:am|vom|zum|zur|im|beim|bis|ab|seit|nach|der|die|das|den|dem|des|det|eine|einer|einen|mein|meine|unser|unsere|jede|jeder|jeden)\s\d{1,2}\.$/i;
/** Beginnings of months, and words that are counted, in languages that write ranks with a full stop. */
const COUNTED = new RegExp(
  `^\\s(?:${[
    'jan|feb|mars\\b|marts|maart|apr|ápr|mai\\b|maj\\b|máj|juni|júni|juli|júli|aug|sep|szept|okt|nov|decem|desem|márc', // da no sv hu
    'Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember',
    'marca|maja|dnia|razem|piętr', // pl
    'ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince', // cs
    'tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu', // fi
    'ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık', // tr
    'gang|etage|sal\\b|dag|uke|uge|forsøk|forsøg|försök|våning|kerros|kerta|kerran|päivä|krok|patr|den\\b|dne\\b|pokus',
    'nap\\b|napra|napon|emelet|alkal|hét|gün|kez|kat\\b|hafta|sipariş',
  ].join('|')})`,
);

/** "3. januar", "den 3. Januar", "im 2. Stock", "2026. január": the number is a rank, not the end of a sentence. */
function isRank(before: string, after: string): boolean {
  if (/\d{3,4}\.$/.test(before)) return /^\s\p{Ll}/u.test(after) && COUNTED.test(after);
  return COUNTED.test(after) || AFTER_ARTICLE.test(before);
}
