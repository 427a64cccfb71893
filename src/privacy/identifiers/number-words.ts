import { before, spelling, wordsAfter, wordsBefore } from './surroundings.ts';

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

/** An expression for a list of words, on a spelling of {@link spelling}. */
const expression = (words: string): string =>
  spelling(words.replaceAll(/[.'-]/g, '_'), '*_')
    .trim()
    .replaceAll('*', '\\S*')
    .replaceAll('_', ' ?')
    .split(/ +(?!\?)/)
    .join('|');

/** Finds words of a list in a spelling: anywhere, or at its end. */
export interface Words {
  /** Among the last words before a number, or the first behind it. */
  near(flat: string, start: number, end: number): boolean;
  /** Directly before a number, but for words such as "number is". */
  names(flat: string, start: number): boolean;
}
const NEAR = 5;

export function wordList(words: string): Words {
  const last = new RegExp(` (?:${expression(words)})$`);
  const among = new RegExp(` (?:${expression(words)})(?: [^ ]+){0,${NEAR}}$`);
  const first = new RegExp(`^(?: [^ ]+){0,${NEAR}} (?:${expression(words)})(?: |$)`);
  return {
    near: (flat, start, end) => among.test(wordsBefore(flat, start)) || first.test(wordsAfter(flat, end)),
    names: (flat, start) => last.test(withoutLinks(spelling(before(flat, start)))),
  };
}

function withoutLinks(words: string): string {
  let rest = words;
  for (let link = 0; link < MOST_LINKS; link++) {
    const at = rest.lastIndexOf(' ');
    if (at < 0 || !LINKS.has(rest.slice(at + 1))) return rest;
    rest = rest.slice(0, at);
  }
  return rest;
}

const CALLS = new RegExp(` (?:${expression(PHONE)})(?: |$)`);
const CALLS_BEHIND = new RegExp(`^(?: \\S+){0,3} (?:${expression(PHONE)})(?: |$)`);
const THING = wordList(THINGS);

/** What the words beside a number say of it. */
export function meaningOf(flat: string, start: number, end: number): 'phone' | 'thing' | null {
  if (THING.names(flat, start)) return 'thing';
  return CALLS.test(spelling(before(flat, start))) || CALLS_BEHIND.test(wordsAfter(flat, end))
    ? 'phone'
    : null;
}
