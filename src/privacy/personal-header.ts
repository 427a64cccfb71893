import { normalForm } from '../domain/text/normal-form.ts';

/** What the name of a column says that it holds of a person. */
export type PersonalHeader =
  /** The name of a person. */
  | 'name'
  /** A bare "name" or "address", which products and shops have too. */
  | 'perhaps'
  /** E-mail, phone, account, date of birth …: digits or an @. */
  | 'value';

/** Whole names, without case, accents and punctuation. */
const NAME = [
  // Names: en, de, fr, es, it, pt, nl, pl, cs, hu, ro, da, no, sv, fi, tr, el, ru
  ...'firstname lastname surname fullname givenname familyname middlename maidenname forename forenames initials'.split(
    ' ',
  ),
  ...'vorname nachname familienname zuname geburtsname kundenname vorundnachname ansprechpartner'.split(' '),
  ...'prenom nomdefamille nomclient nomduclient nometprenom nomprenom nomcomplet'.split(' '),
  ...'apellido apellidos nombrecompleto nombrecliente nombredelcliente nombreyapellidos'.split(' '),
  ...'cognome nomecognome nomeecognome nomecliente nomecompleto nomedocliente sobrenome apelido'.split(' '),
  ...'voornaam achternaam klantnaam volledigenaam imie nazwisko imieinazwisko jmeno prijmeni'.split(' '),
  ...'keresztnev vezeteknev prenume numedefamilie fornavn efternavn etternavn fornamn efternamn'.split(' '),
  ...'etunimi sukunimi kokonimi soyad soyadi adsoyad adisoyadi musteriadi'.split(' '),
  ...'ονομα επωνυμο ονοματεπωνυμο имя фамилия отчество фио имяклиента'.split(' '),
];
const PERHAPS = [
  ...'name nom nombre nome naam nazwa nev nume navn namn nimi isim ad'.split(' '),
  // Addresses
  ...'address address1 address2 addressline1 addressline2 street streetname streetaddress housenumber'.split(
    ' ',
  ),
  ...'adresse adresspostale adressepostale anschrift strasse hausnummer postanschrift rue direccion calle'.split(
    ' ',
  ),
  ...'domicilio indirizzo morada endereco rua adres straat straatnaam huisnummer ulica utca cim adresa strada'.split(
    ' ',
  ),
  ...'gade adress gata gatuadress katuosoite osoite adresi cadde sokak διευθυνση οδος адрес улица'.split(' '),
];
const VALUE = [
  ...'email emailaddress emailid mail mailaddress mailadresse emailadresse adressemail courriel'.split(' '),
  ...'correo correoelectronico email1 emailadres eposta epost sahkoposti почта электроннаяпочта'.split(' '),
  ...'phone phonenumber phoneno telephone telephonenumber tel telno mobile mobilenumber mobileno mobilephone'.split(
    ' ',
  ),
  ...'cell cellphone cellnumber fax faxnumber whatsapp msisdn homephone workphone contactnumber'.split(' '),
  ...'telefon telefonnummer handy handynummer mobil mobilnummer rufnummer festnetz numerodetelephone'.split(
    ' ',
  ),
  ...'portable telefono movil celular telefonofijo cellulare numeroditelefono telefone telemovel'.split(' '),
  ...'telefoonnummer telefoon mobiel gsm numertelefonu nrtelefonu komorka telefonszam puhelin puhelinnumero'.split(
    ' ',
  ),
  ...'cep ceptelefonu telefonno telefonnumarasi epostaadresi tckimlikno tcno iletisimbilgileri'.split(' '),
  ...'ηλεκτρονικοταχυδρομειο ηλταχυδρομειο αφμ αμκα αριθμοςταυτοτητας τηλεφωνοεπικοινωνιας'.split(' '),
  ...'τηλεφωνο κινητο телефон номертелефона iban bankaccount accountnumber kontonummer numerodecompte'.split(
    ' ',
  ),
  ...'numerodecuenta rekeningnummer creditcard creditcardnumber cardnumber cardno kreditkarte'.split(' '),
  ...'kreditkartennummer numerodecarte kartennummer numerodetarjeta ssn socialsecuritynumber'.split(' '),
  ...'nationalinsurancenumber nino nationalid passport passportnumber reisepass taxid taxnumber'.split(' '),
  ...'steuerid steuernummer sozialversicherungsnummer nir numerodesecuritesociale dni nie nif'.split(' '),
  ...'codicefiscale partitaiva bsn burgerservicenummer nhsnumber cpf pesel driverlicense driverslicense'.split(
    ' ',
  ),
  ...'dob dateofbirth birthdate birthday birthdaydate geburtsdatum geburtstag datedenaissance'.split(' '),
  ...'fechadenacimiento datadinascita datadenascimento geboortedatum dataurodzenia datumnarozeni'.split(' '),
  ...'szuletesidatum fodselsdato fodelsedatum syntymaaika dogumtarihi датарождения ημερομηνιαγεννησης'.split(
    ' ',
  ),
  ...'ip ipaddress ipadresse adresseip remoteaddress clientip'.split(' '),
];

/** Whose name, address or number it is. */
const PERSON =
  '(?:customer|client|guest|user|contact|patient|person|personal|employee|staff|agent|member|passenger|buyer|shopper|recipient|sender|owner|tenant|student|participant|respondent|subscriber|reviewer|author|holder|accountholder|cardholder|traveller|traveler|visitor|advisor|kunden?|gast|nutzer|mitarbeiter|usuario|cliente|client|klant|medewerker|klient)';
const PLACE = '(?:home|billing|shipping|delivery|postal|mailing|residential|private)';
const OF_A_PERSON = new RegExp(
  `^${PERSON}s?(?:full|first|last|family|given)?(?:name|address|street|surname|naam)$|^${PLACE}(?:address|street|adresse)$`,
  'u',
);
const VALUE_OF_A_PERSON = new RegExp(
  `^(?:${PERSON}s?|${PLACE}|work|private|primary|secondary|alternate|contact|your)(?:e?mail(?:address)?|(?:tele|mobile|cell)?phone(?:number|no)?|mobile(?:number|no)?|iban|dob|birthdate|ip(?:address)?)$`,
  'u',
);

// Whose it is comes last in Greek, and with an ending in Turkish: "Misafir Adı", "Müşterinin Telefonu".
const TURKISH =
  /^(?:misafir|musteri|konuk|yolcu|hasta|uye|kullanici|yorumcu|yazar|alici|gonderen|kisi|personel|calisan)(?:nin|in|un)?(?:(?<name>(?:adi?|soyadi?|ismi?|isim|adi?soyadi?|adivesoyadi)(?:soyadi)?)|(?<value>(?:e?posta|email|mail|telefon|tel|cep|gsm|iletisim)(?:u|i|si|no|numarasi|adresi|bilgisi)?))$/u;
const GREEK =
  /^(?:(?<name>ονομα|επωνυμο|ονοματεπωνυμο)|(?<value>email|τηλεφωνο|κινητο|διευθυνση))(?:του|της)?(?:πελατη|πελατισσας|επισκεπτη|χρηστη|φιλοξενουμενου|ασθενη|συντακτη|παραληπτη|υπαλληλου)$/u;

const KINDS = new Map<string, PersonalHeader>([
  ...NAME.map((name) => [name, 'name'] as const),
  ...PERHAPS.map((name) => [name, 'perhaps'] as const),
  ...VALUE.map((name) => [name, 'value'] as const),
]);

const ofGroups = (match: RegExpExecArray | null): PersonalHeader | null =>
  match === null ? null : match.groups!.name !== undefined ? 'name' : 'value';

/** What a column holds of a person, by its name alone; null: nothing that it says. */
export function personalHeader(header: string): PersonalHeader | null {
  const name = normalForm(header, 'NFD')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('ı', 'i')
    .replace(/[^\p{L}\p{N}]/gu, '');
  return (
    KINDS.get(name) ??
    (OF_A_PERSON.test(name) ? 'name' : null) ??
    (VALUE_OF_A_PERSON.test(name) ? 'value' : null) ??
    ofGroups(TURKISH.exec(name) ?? GREEK.exec(name))
  );
}
