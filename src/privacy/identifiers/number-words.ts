/** Begins of words, in the languages, that say of a number that it is one to call. */
const PHONE =
  'phone|phoned|telephone|tel|mobile|cell|cellphone|call|called|calling|ring|text|sms|whats ?app|signal|telegram|viber|fax|hotline|dial|contact|reach' +
  '|telefon|telefoon|handy|mobil|mobilfunk|rufnummer|anrufen|ruf|rückruf|festnetz|erreichbar|fernsprecher|durchwahl' +
  '|téléphone|portable|appel|appelez|rappel|joindre|joignable|fixe' +
  '|teléfono|telefono|móvil|movil|celular|llám|llam|fijo|contacto' +
  '|cellulare|chiam|recapito|fisso|telefonic' +
  '|telefone|telemóvel|telemovel|ligu|ligar|liga|contato' +
  '|bel|bellen|belt|gsm|06-nummer|mobiel|bereikbaar' +
  '|komórk|zadzwoń|dzwoń|dzwoni|kom\\.|nr kom' +
  '|zavolej|volejte|volat|mobilní|telefonní' +
  '|ring|ringe|ringa|tlf|mobilnummer|telefonnummer|nås|nå meg' +
  '|puhelin|puh|soita|soittaa|numeroon|kännykkä|gsm' +
  '|τηλέφωνο|τηλ|κινητό|καλέστε|πάρτε|τηλεφων' +
  '|hívj|hívható|hívjon|telefonszám|mobilszám|elérhető' +
  '|sunați|sunati|suna|telefonul|apel' +
  '|телефон|тел|моб|звон|позвон|перезвон|сотов|ватсап|вотсап' +
  '|telefonum|cep|ara|arayın|arayabilir|numaram|ulaş';
/** Begins of words that say of a number that it is another one. */
const OTHER =
  'order|ordernumber|bestell|auftrag|commande|pedido|ordine|encomenda|bestelling|zamówien|objednáv|rendelés|comand|заказ|παραγγελ|sipariş|tilaus|ordre|ordern|beställning|bestilling' +
  '|tracking|track|sendung|paket|parcel|colis|envío|spedizione|przesył|zásil|csomag|colet|отправлен|трек|αποστολ|kargo|lähetys|försändelse|forsendelse|sporing' +
  '|invoice|rechnung|facture|factura|fattura|fatura|factuur|faktur|számla|счет|счёт|τιμολόγιο|lasku|receipt|quittung' +
  '|ticket|case|reference|ref|referenz|référence|referencia|riferimento|referência|serial|seriennummer|s/n|sn|série|serie|seri|serienummer|sarjanumero|сериен' +
  '|sku|isbn|ean|gtin|upc|asin|imei|vin|article|artikel|art\\.-nr|item|model|modell|modèle|modelo|part|product|produkt|batch|lot|charge|barcode|code|version|firmware|build' +
  '|customer number|kundennummer|member|policy|claim|booking|buchung|reservation|confirmation|transaction|zip|plz|postcode|postal|pin|population|copies|downloads|views' +
  '|iban|bic|account|konto|card|karte|tax|steuer|ssn|bsn|pesel|nif|dni|nhs|vat|ust|siret|siren';

const WORDS = new RegExp(`(?<![\\p{L}])(?:(${PHONE})|(${OTHER}))`, 'giu');
/** A sentence later a word explains nothing. */
const SENTENCE_END = /[.!?]\s+(?=\p{Lu})|[;\n]\s*\n/u;

/** What the last word before a number says of it. */
export function meaningOf(words: string): 'phone' | 'other' | null {
  let meaning: 'phone' | 'other' | null = null;
  let from = 0;
  for (const match of words.matchAll(WORDS)) {
    meaning = match[1] ? 'phone' : 'other';
    from = match.index;
  }
  return meaning && !SENTENCE_END.test(words.slice(from).replace(/^\S+/, '')) ? meaning : null;
}
