/**
 * How people write a value: by hand, from public descriptions of the formats, 20 a kind. ⟦ and ⟧ enclose the
 * identifier where more than it is written.
 */
export interface Forms<Value> {
  readonly [form: string]: (value: Value) => string;
}

export interface Mailbox {
  readonly local: string;
  readonly host: string;
  readonly tld: string;
  /** "at" and "dot" in the language. */
  readonly at: string;
  readonly dot: string;
}

const wide = (text: string) =>
  text.replaceAll(/[!-~]/g, (it) => String.fromCharCode(it.charCodeAt(0) + 0xfee0));
const inDigits = (zero: number) => (text: string) =>
  text.replaceAll(/\d/g, (it) => String.fromCharCode(zero + Number(it)));
const arabic = inDigits(0x660);
const devanagari = inDigits(0x966);
const grouped = (text: string, size: number, separator: string) =>
  (text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(separator);
const digitsOf = (text: string) => text.replaceAll(/\D/g, '');

export const EMAILS: Forms<Mailbox> = {
  plain: ({ local, host, tld }) => `${local}@${host}.${tld}`,
  capitals: ({ local, host, tld }) => `${local}@${host}.${tld}`.toUpperCase(),
  'plus tag': ({ local, host, tld }) => `${local}+shop@${host}.${tld}`,
  subdomain: ({ local, host, tld }) => `${local}@mail.${host}.${tld}`,
  'in angle brackets': ({ local, host, tld }) => `<${local}@${host}.${tld}>`,
  mailto: ({ local, host, tld }) => `mailto:⟦${local}@${host}.${tld}⟧`,
  'blanks around @': ({ local, host, tld }) => `${local} @ ${host}.${tld}`,
  'full width': ({ local, host, tld }) => wide(`${local}@${host}.${tld}`),
  'full-width @': ({ local, host, tld }) => `${local}＠${host}.${tld}`,
  '(at) (dot)': ({ local, host, tld }) => `${local} (at) ${host} (dot) ${tld}`,
  '[at]': ({ local, host, tld }) => `${local}[at]${host}.${tld}`,
  'at dot in words': ({ local, host, tld, at, dot }) =>
    `e-mail: ⟦${local.replaceAll('.', ` ${dot} `)} ${at} ${host} ${dot} ${tld.replace('.', ` ${dot} `)}⟧`,
  '{at}': ({ local, host, tld }) => `${local}{at}${host}{dot}${tld}`,
  'cut behind @': ({ local, host, tld }) => `${local}@\n${host}.${tld}`,
  'cut in the host': ({ local, host, tld }) => `${local}@${host.slice(0, 3)}\n${host.slice(3)}.${tld}`,
  'cut behind a dot': ({ local, host, tld }) =>
    `${local.includes('.') ? local.replace('.', '.\n') : `x.\n${local}`}@${host}.${tld}`,
  'spaced letters': ({ local, host, tld }) => [...`${local}@${host}.${tld}`].join(' '),
  'in brackets with a full stop': ({ local, host, tld }) => `(${local}@${host}.${tld}).`,
  'no end': ({ local }) => `${local}@gmail`,
  '_at_ _dot_': ({ local, host, tld }) => `${local}_at_${host}_dot_${tld}`,
};

export interface Phone {
  readonly national: string;
  readonly international: string;
}

export const PHONES: Forms<Phone> = {
  national: ({ national }) => national,
  international: ({ international }) => international,
  E164: ({ international }) => `+${digitsOf(international)}`,
  '00': ({ international }) => international.replace('+', '00'),
  dots: ({ national }) => national.replaceAll(/[^\d]+/g, '.').replace(/^\./, ''),
  dashes: ({ national }) => national.replaceAll(/[^\d]+/g, '-').replace(/^-/, ''),
  'digits only': ({ national }) => digitsOf(national),
  slash: ({ national }) => national.replace(/^\(?(\d+)\)?[ -]/, '$1/'),
  'area in brackets': ({ national }) => national.replace(/^\(?(\d+)\)?[ -]/, '($1) '),
  '(0)': ({ international }) => international.replace(/^(\+\d+) /, '$1 (0) '),
  'full width': ({ international }) => wide(international),
  'Arabic digits': ({ national }) => arabic(national),
  'Devanagari digits': ({ international }) => devanagari(international),
  'each digit alone': ({ national }) => [...digitsOf(national)].join(' '),
  'cut by a line break': ({ international }) => international.replace(/ (?=[^ ]*$)/, '\n'),
  'no-break spaces': ({ international }) => international.replaceAll(' ', '\u00a0').replaceAll('-', '\u2011'),
  extension: ({ international }) => `⟦${international}⟧ ext. 24`,
  pairs: ({ international }) =>
    `+${digitsOf(international).slice(0, 2)} ${grouped(digitsOf(international).slice(2), 2, ' ')}`,
  'tel:': ({ international }) => `tel:⟦${international.replaceAll(' ', '-')}⟧`,
  'direction marks': ({ international }) => `\u202a${international}\u202c`,
};

export const IBANS: Forms<string> = {
  compact: (it) => it,
  'groups of four': (it) => grouped(it, 4, ' '),
  'small letters': (it) => it.toLowerCase(),
  dashes: (it) => grouped(it, 4, '-'),
  dots: (it) => grouped(it, 4, '.'),
  'behind its name': (it) => `IBAN: ⟦${grouped(it, 4, ' ')}⟧`,
  'no-break spaces': (it) => grouped(it, 4, '\u00a0'),
  'cut by a line break': (it) => grouped(it, 4, ' ').replace(/^(.{14}) /, '$1\n'),
  'full width': (it) => wide(it),
  'two blanks': (it) => grouped(it, 4, '  '),
  'country apart': (it) => `${it.slice(0, 2)} ${it.slice(2, 4)} ${grouped(it.slice(4), 4, ' ')}`,
  'small letters in groups': (it) => grouped(it, 4, ' ').toLowerCase(),
  'in brackets': (it) => `(${grouped(it, 4, ' ')})`,
  'country and check digits apart': (it) => `${it.slice(0, 4)} ${it.slice(4)}`,
  'Arabic digits': (it) => arabic(grouped(it, 4, ' ')),
  'with =': (it) => `iban=⟦${it}⟧`,
  'groups of five': (it) => `${it.slice(0, 4)} ${grouped(it.slice(4), 5, ' ')}`,
  'full stop behind': (it) => `${it}.`,
  quotes: (it) => `"${it}"`,
  'thin spaces': (it) => grouped(it, 4, '\u2009'),
};

const four = (it: string, separator: string) =>
  it.length === 15
    ? `${it.slice(0, 4)}${separator}${it.slice(4, 10)}${separator}${it.slice(10)}`
    : grouped(it, 4, separator);

export const CARDS: Forms<string> = {
  compact: (it) => it,
  blanks: (it) => four(it, ' '),
  dashes: (it) => four(it, '-'),
  dots: (it) => four(it, '.'),
  'no-break spaces': (it) => four(it, '\u00a0'),
  'cut by a line break': (it) => four(it, ' ').replace(/ (?=\d+$)/, '\n'),
  'full width': (it) => wide(four(it, ' ')),
  'Arabic digits': (it) => arabic(four(it, ' ')),
  'each digit alone': (it) => [...it].join(' '),
  'in brackets': (it) => `(${four(it, ' ')})`,
  'behind its network': (it) => `Visa ⟦${four(it, ' ')}⟧`,
  'two groups': (it) => `${it.slice(0, 8)} ${it.slice(8)}`,
  'with its date': (it) => `⟦${four(it, ' ')}⟧ exp 12/27 CVV 123`,
  'en dashes': (it) => four(it, '–'),
  'card no.': (it) => `card no. ⟦${it}⟧`,
  'Devanagari digits': (it) => devanagari(it),
  quotes: (it) => `"${four(it, '-')}"`,
  'with =': (it) => `cc=⟦${it}⟧`,
  'dashes and blanks': (it) => four(it, ' - '),
  'full stop behind': (it) => `${four(it, ' ')}.`,
};

export interface Host {
  readonly v4: string;
  readonly v6: string;
}

export const IPS: Forms<Host> = {
  v4: ({ v4 }) => v4,
  'v4 with a port': ({ v4 }) => `⟦${v4}⟧:8080`,
  'v4 in square brackets': ({ v4 }) => `[${v4}]`,
  'v4 with a net': ({ v4 }) => `⟦${v4}⟧/24`,
  'v4 full width': ({ v4 }) => wide(v4),
  'v6, whole': ({ v6 }) => v6,
  'v6, short': ({ v6 }) => v6.replace(/^(\w+:\w+):\w+:\w+:\w+:/, '$1::'),
  'v6 in square brackets': ({ v6 }) => `[⟦${v6}⟧]:443`,
  'v6, capitals': ({ v6 }) => v6.toUpperCase(),
  'v4 in v6': ({ v4 }) => `::ffff:${v4}`,
  'v6 with a zone': ({ v6 }) => `⟦fe80::${v6.slice(20)}⟧%eth0`,
  'full stop behind': ({ v4 }) => `${v4}.`,
  'behind its name': ({ v4 }) => `IP: ⟦${v4}⟧`,
  quotes: ({ v4 }) => `"${v4}"`,
  'v4 in brackets': ({ v4 }) => `(${v4})`,
  'Arabic digits': ({ v4 }) => arabic(v4),
  'v6 with a net': ({ v6 }) => `⟦${v6}⟧/64`,
  'IP address': ({ v4 }) => `my IP address is ⟦${v4}⟧`,
  'behind ip=': ({ v4 }) => `ip=⟦${v4}⟧`,
  'v6, comma behind': ({ v6 }) => `${v6},`,
};

export interface Link {
  readonly host: string;
  readonly email: string;
  readonly hex: string;
  readonly number: string;
}

export const URLS: Forms<Link> = {
  'user and password': ({ host, hex }) => `https://anna:${hex.slice(0, 8)}@${host}/files`,
  'email=': ({ host, email }) => `https://${host}/login?email=${email}`,
  'email= with %40': ({ host, email }) => `https://www.${host}/a/b?x=1&email=${email.replace('@', '%40')}`,
  'token=': ({ host, hex }) => `https://${host}/reset?token=${hex}`,
  'access_token behind #': ({ host, hex }) => `https://${host}/#access_token=${hex}&type=bearer`,
  'session id': ({ host, hex }) => `http://${host}/cart;jsessionid=${hex.toUpperCase()}`,
  uuid: ({ host, hex }) =>
    `https://${host}/share/${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`,
  'page of a user': ({ host, number }) => `https://${host}/users/${number}`,
  'page of an order': ({ host, number }) => `${host}/orders/${number}`,
  unsubscribe: ({ host, hex }) => `https://${host}/unsubscribe/${hex}`,
  customer_id: ({ host, number }) => `https://${host}/?customer_id=${number}`,
  'phone=': ({ host, number }) => `https://${host}/call?phone=%2B49${number}`,
  'web token': ({ host, hex }) =>
    `https://${host}/v/eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoi${hex}.${hex.slice(0, 20)}`,
  'www. alone': ({ host, number }) => `www.${host}/account/${number}`,
  'no scheme': ({ host, hex }) => `${host}/verify?key=${hex}`,
  capitals: ({ host, email }) => `HTTPS://${host.toUpperCase()}/?USER=${email}`,
  'name=': ({ host }) => `https://${host}/survey?first_name=Anna&last_name=Keller`,
  signature: ({ host, hex, number }) => `https://${host}/invoice/${number}.pdf?sig=${hex}`,
  'address in the path': ({ host, email }) => `https://${host}/u/${email}`,
  'in brackets': ({ host, hex }) => `(https://${host}/track?session=${hex})`,
};

/** Written when the finders were done: nothing was tuned on these. */
export const HELD_OUT: {
  readonly email: Forms<Mailbox>;
  readonly phone: Forms<Phone>;
  readonly iban: Forms<string>;
  readonly card: Forms<string>;
  readonly ip: Forms<Host>;
  readonly url: Forms<Link>;
} = {
  email: {
    'in square brackets': ({ local, host, tld }) => `[${local}@${host}.${tld}]`,
    'blank behind @': ({ local, host, tld }) => `${local}@ ${host}.${tld}`,
    '<at>': ({ local, host, tld }) => `${local} <at> ${host} <dot> ${tld}`,
    'comma for the dot': ({ local, host }) => `${local}@${host},com`,
    'no-break spaces around @': ({ local, host, tld }) => `${local}\u00a0@\u00a0${host}.${tld}`,
    'zero-width space': ({ local, host, tld }) => `${local}\u200b@${host}.${tld}`,
    'at provider': ({ local }) => `mail: ⟦${local} at gmail dot com⟧`,
  },
  phone: {
    'slashes of blanks': ({ international }) => international.replace(/^(\+\d+) (\d+)/, '$1 / $2'),
    'behind its name': ({ national }) => `Tel.: ⟦${national}⟧`,
    WhatsApp: ({ international }) => `WhatsApp ⟦${international.replaceAll(/[ -]/g, '')}⟧`,
    'in square brackets': ({ international }) => `[${international}]`,
    'full stop behind': ({ international }) => `${international}.`,
    'figure dashes': ({ international }) => international.replaceAll(/[ -]/g, '\u2012'),
    'area and the rest': ({ international }) =>
      international.replace(/^(\+\d+ \d+)[ -](.*)$/, (_, head, rest) => `${head} ${digitsOf(rest)}`),
  },
  iban: {
    'colon behind the country': (it) =>
      `IBAN ⟦${it.slice(0, 4)} ${grouped(it.slice(4), 4, ' ')}⟧, BIC ABCDDEFF`,
    'ideographic spaces': (it) => grouped(it, 4, '\u3000'),
    'Devanagari digits': (it) => devanagari(it),
    'cut behind the country': (it) => `${it.slice(0, 4)}\n${it.slice(4)}`,
    'groups of three': (it) => `${it.slice(0, 4)} ${grouped(it.slice(4), 3, ' ')}`,
  },
  card: {
    'last group apart': (it) => `${it.slice(0, -4)} ${it.slice(-4)}`,
    slashes: (it) => `card ⟦${four(it, ' ')}⟧ 12/28`,
    'ideographic spaces': (it) => four(it, '\u3000'),
    'minus signs': (it) => four(it, '\u2212'),
    'comma behind': (it) => `${it},`,
  },
  ip: {
    'comma behind': ({ v4 }) => `${v4}, port 80`.replace(v4, `⟦${v4}⟧`),
    'v6, short at its end': ({ v6 }) => `${v6.slice(0, 19)}::`,
    'v6, zeros in the middle': ({ v6 }) => `${v6.slice(0, 9)}::${v6.slice(-4)}`,
    'host:': ({ v4 }) => `host:⟦${v4}⟧`,
    'Devanagari digits': ({ v4 }) => devanagari(v4),
  },
  url: {
    id_token: ({ host, hex }) => `https://${host}/cb?state=1&id_token=${hex}`,
    'page of a customer': ({ host, number }) => `https://${host}/customer/${number}/edit`,
    api_key: ({ host, hex }) => `http://${host}:8443/v1?api_key=${hex}`,
    'login=': ({ host }) => `https://${host}/?login=anna.keller`,
    booking: ({ host, number }) => `https://${host}/booking/${number}`,
  },
};
