import { after, before, wordsOf } from './surroundings.ts';

/**
 * Words of the languages that say what a number is; `*` stands for further letters, `_` for a blank or nothing.
 * Telephone and its verbs: such a word may be some words away from the number.
 */
const PHONE = `
phone* telephone* tel mobile* cell cellphone* call called calling ring text sms whatsapp whats_app signal telegram viber fax hotline* dial reach
telefon* telefoon* handy handynummer* mobil mobilfunk* mobilnummer* rufnummer* anruf* ruckruf* festnetz* erreichbar* durchwahl* rufen
portable appel* rappel* joindre joignable fixe
movil celular* llam* fijo
cellulare chiam* recapito fisso
telemove* ligu* ligar liga
bel bellen belt gsm mobiel* bereikbaar
komork* zadzwo* dzwo*
zavolej* volejte volat mobilni
ringe ringa tlf nas
puh puhelin* soita* numeroon kannykka*
τηλεφων* τηλ κινητο* καλεστε παρτε
hivj* hivh* mobilszam* elerhet*
sunati suna apelati
телефон* тел моб звон* позвон* перезвон* сотов* вотсап ватсап
cep arayin* arayabilir* ulas*`;

/** Things that have numbers of their own; such a word is directly before the number. */
const THINGS = `
order* bestell* auftrag* commande* pedido* ordine* encomenda* zamowien* objednav* rendeles* comand* заказ* παραγγελ* siparis* tilaus* ordre* bestallning*
track* sendung* paket* parcel* colis envio* spedizione* przesył* zasil* csomag* colet* отправлен* трек* αποστολ* kargo* lahetys* forsandelse* forsendelse* sporing* shipment*
invoice* rechnung* facture* factura* fattura* fatura* factuur* faktur* szamla* счет* τιμολογι* lasku* receipt* quittung* bon
ticket* case* ref reference* referenz* referencia* riferimento* serial* seriennummer* sn s_n serie* seri serienummer* sarjanumero* сериин* viitenumero*
sku isbn* ean gtin upc asin imei vin article* artikel* articulo* articolo* artigo* artykuł* item* model* modell* modele* part product* produkt* batch* lot barcode* code* version* firmware build plu mpn
customer* kunden* client* cliente* klient* asiakas* kund* musteri* member* mitglied* policy* claim* booking* buchung* reserva* prenotazion* rezerwac* confirmation* transaction* zip* plz postcode* postal* pin vorgang* dossier* zaak* sak* arende*`;

/** Between a word and the number that it names: "order no. is: ". */
const LINKS = new Set(
  (
    'number numbers no nr num nummer nummern numero numeri n numer cislo szam szama szamom nummeret numret ' +
    'numaram numaras numarasi numarul meu номер мои αριθμος αριθμο μου is are was ist lautet war est es e jest to je ' +
    'ar er on este van a az ειναι это id my mein meine mi mon ma mio mia min mijn moj moje code of the der die das de la le el il o os'
  ).split(' '),
);
const MOST_LINKS = 4;

/** Words beside a number, the nearest last before it and first behind it. */
export interface Beside {
  readonly before: readonly string[];
  /** Of {@link before}: those behind the last digit. */
  readonly since: readonly string[];
  readonly behind: readonly string[];
}

export const wordsBeside = (flat: string, start: number, end: number): Beside => {
  const text = before(flat, start);
  const all = wordsOf(text);
  const lastDigit = all.findLastIndex((it) => /\d/.test(it));
  // In its sentence: a word of the next one explains nothing.
  return {
    before: all,
    since: all.slice(lastDigit + 1),
    behind: wordsOf(after(flat, end).split(/[.!?](?:\s|$)/, 1)[0]!),
  };
};

/** Finds words of a list beside a number. */
export interface Words {
  /** Directly before the number, but for words such as "number is". */
  names(beside: Beside): boolean;
  /** Among the last words before it or the first behind it. */
  near(beside: Beside): boolean;
  /** Anywhere before it. */
  precedes(beside: Beside): boolean;
  /** Among the first three behind it. */
  follows(beside: Beside): boolean;
}
const NEAR = 6;
const LONGEST_PHRASE = 4;

/** The first two units of a word: no stem has fewer. */
const start = (word: string): number => word.charCodeAt(0) * 0x10000 + (word.charCodeAt(1) || 0);

export function wordList(list: string): Words {
  const exact = new Set<string>();
  const stems = new Set<string>();
  for (const written of list.trim().split(/\s+/)) {
    const parts = written
      .replace('*', '')
      .split(/[_.'/-]/)
      .filter(Boolean)
      .map((it) => wordsOf(it).join(''));
    const forms = parts
      .slice(1)
      .reduce((all, part) => all.flatMap((it) => [`${it} ${part}`, it + part]), [parts[0]!]);
    for (const form of forms) (written.endsWith('*') ? stems : exact).add(form);
  }
  const has = (text: string): boolean => {
    if (exact.has(text)) return true;
    if (stems.size === 0) return false;
    // A stem goes on to the end of its word, not over the next ones.
    for (let length = Math.max(2, text.lastIndexOf(' ') + 2); length <= text.length; length++)
      if (stems.has(text.slice(0, length))) return true;
    return false;
  };
  // The first letters of the last words of all phrases: most words of a text have others.
  const starts = new Set([...exact, ...stems].map((it) => start(it.slice(it.lastIndexOf(' ') + 1))));
  const endsAt = (words: readonly string[], end: number): boolean => {
    if (end < 0 || !starts.has(start(words[end]!))) return false;
    let phrase = '';
    for (let at = end; at > end - LONGEST_PHRASE && at >= 0; at--) {
      phrase = phrase ? `${words[at]} ${phrase}` : words[at]!;
      if (has(phrase)) return true;
    }
    return false;
  };
  const among = (words: readonly string[]): boolean => words.some((_, at) => endsAt(words, at));
  return {
    names({ before: words }) {
      let last = words.length - 1;
      while (
        last >= 0 &&
        last > words.length - 1 - MOST_LINKS &&
        LINKS.has(words[last]!) &&
        !endsAt(words, last)
      )
        last--;
      return endsAt(words, last);
    },
    near: ({ since, behind }) => among(since.slice(-NEAR)) || among(behind.slice(0, NEAR)),
    precedes: ({ before: words }) => among(words),
    follows: ({ behind }) => among(behind.slice(0, 3)),
  };
}

const CALLS = wordList(PHONE);
const THING = wordList(THINGS);

/** Whether a word such as "call" is behind a number: weaker than before it. */
export const isCalledBehind = (beside: Beside): boolean => CALLS.follows(beside);

/** What the words before a number say of it. */
export function meaningOf(beside: Beside): 'phone' | 'thing' | null {
  if (THING.names(beside)) return 'thing';
  return CALLS.precedes(beside) ? 'phone' : null;
}
