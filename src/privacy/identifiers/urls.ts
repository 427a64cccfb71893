import type { Found } from '../masked-text.ts';

/** A URL without user data: it stays, and no number inside of it is looked at. */
export const PLAIN_URL = '';

const URLS =
  /(?:https?|ftp):\/\/[^\s<>"\0]+|(?<![\w@.-])www\.[^\s<>"\0]+|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}\/[^\s<>"\0]+/giu;
const CLOSING = new Set('.,;:!?\'")]}>*_');

const USER = /^(?:[a-z]{3,5}:\/\/)?[^/?#@]+@/iu;
const MAIL = /(?:@|%40)[\w-]+\./iu;
const FIELD =
  /[?&#;/](?:[a-z]{1,20}[._-])?(?:e-?mail|mail|user|username|user_?id|uid|login|customer|customer_?id|client_?id|kunde|kundennr|member|member_?id|account|account_?id|acct|token|access_?token|id_?token|refresh_?token|auth|key|api_?key|secret|session|session_?id|sid|phpsessid|jsessionid|sig|signature|hash|password|passwd|pass|pwd|phone|tel|mobile|name|first_?name|last_?name|surname|dob|birthday|birth_?date|ssn|address|order|order_?id|order_?no|order_?number|bestellung|invoice|invoice_?id|ticket|ticket_?id|booking|booking_?id|reservation|pnr)=[^&#;\s]/iu;
const OWN_PAGE =
  /\/(?:users?|accounts?|profiles?|customers?|members?|orders?|invoices?|tickets?|bookings?|reservations?|in|unsubscribe|reset-?password|verify|invite|kunden?|konto|compte|cuenta|commande|pedido|bestellung)\/(?=[^/?#]*\d|[\w.%-]*[._-]\w)[\w.%~-]{3,}|profile\.php\?id=\d/iu;
/** Links that open a chat with a person: their phone number, or the name that they have there. */
const CHAT =
  /^(?:https?:\/\/)?(?:www\.)?(?:wa\.me|t\.me|telegram\.me|m\.me|signal\.me|ig\.me\/m|line\.me\/ti\/p|(?:join\.)?skype\.com\/invite)\/(?:#p\/)?[+~@]?[\w.%-]{3,}/iu;
/** Random letters and digits, as no name of a product has. */
const LONG_ID =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![a-z0-9])(?=[a-z_]{0,20}\d)(?=\d{0,20}[a-z])[a-z0-9_]{24,}/iu;

/** URLs: with user data as `url`, others as {@link PLAIN_URL}. */
export function* findUrls(flat: string): Iterable<Found> {
  if (!flat.includes('/') && !/www\./i.test(flat)) return;
  for (const match of flat.matchAll(URLS)) {
    const start = match.index;
    let end = start + match[0].length;
    while (end > start && CLOSING.has(flat[end - 1]!)) end--;
    const url = flat.slice(start, end);
    yield { kind: hasUserData(url) ? 'url' : PLAIN_URL, start, end };
  }
}

function hasUserData(url: string): boolean {
  const start = url.slice(0, 2_000);
  return (
    USER.test(start) ||
    MAIL.test(start) ||
    CHAT.test(start) ||
    FIELD.test(start) ||
    OWN_PAGE.test(start) ||
    LONG_ID.test(start)
  );
}
