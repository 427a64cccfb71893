import { passesAdojel } from './check-digits.ts';
import { ANY_FORM, checkOf, type NationalNumber, numberOf } from './national-number.ts';

const number = numberOf('tax_id');
const VAT_WORDS =
  'vat vat_id vat_number vat_no ust ust_id* ustid* umsatzsteuer* uid mwst tva iva btw btw_nummer moms momsnummer* mva alv dič dph áfa пдв kdv φπα nip cif nif p.iva partita_iva';
/** VAT number: two letters of the country, then its own digits. */
const vat = (country: string, name: string, shape: RegExp, inForm = true): NationalNumber =>
  number(VAT_WORDS, shape, checkOf(country, name), inForm ? ANY_FORM : undefined);

/** Numbers that tax offices and registers give people and companies. */
export const TAX_NUMBERS: readonly NationalNumber[] = [
  // United States
  number('ein fein employer_identification* tax_id federal_tax*', /^\d{9}$/, checkOf('US', 'ein')),
  number(
    'itin individual_taxpayer*',
    /^9\d{8}$/,
    (it) => /^9\d\d\D?(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])/.test(it),
    /^9\d{2}-\d{2}-\d{4}$/,
  ),
  // United Kingdom
  number('utr unique_taxpayer* tax_reference', /^\d{10}K?$/, (it) =>
    checkOf('GB', 'utr')(it.replace('K', '')),
  ),
  // Germany
  number(
    'steuer_id steuer_id* steuerid* steueridentifikation* steuer_identifikation* identifikationsnummer* idnr id_nr tin steuernummer steuerliche',
    /^\d{11}$/,
    checkOf('DE', 'idnr'),
    /^\d{2} \d{3} \d{3} \d{3}$/,
  ),
  number('steuernummer* steuer_nr st.nr st.-nr stnr', /^\d{10,13}$/, checkOf('DE', 'stnr')),
  // France
  number('numéro_fiscal numero_fiscal fiscal spi', /^[0-3]\d{12}$/, checkOf('FR', 'nif')),
  number('siren siret rcs', /^\d{9}$/, checkOf('FR', 'siren')),
  number('siret', /^\d{14}$/, checkOf('FR', 'siret'), /^\d{3} \d{3} \d{3} \d{5}$/),
  // Spain
  number(
    'cif nif c.i.f',
    /^[ABCDEFGHJKLMNPQRSUVW]\d{7}[0-9A-J]$/,
    checkOf('ES', 'cif'),
    /^[A-W]-\d{8}$|^[A-W]\d{7}[A-J]$/,
  ),
  // Italy
  number(
    'codice_fiscale cod.fisc cf c.f',
    /^[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]$/,
    checkOf('IT', 'codicefiscale'),
    ANY_FORM,
  ),
  number('partita_iva p.iva p._iva piva iva', /^\d{11}$/, checkOf('IT', 'iva')),
  // Netherlands
  number('btw btw_nummer btw_nr btw_id', /^\d{9}B\d{2}$/, checkOf('NL', 'btw'), ANY_FORM),
  // Portugal
  number('nif nipc contribuinte* fiscal', /^[1-35-9]\d{8}$/, checkOf('PT', 'nif')),
  // Poland
  number('nip', /^\d{10}$/, checkOf('PL', 'nip'), /^\d{3}-\d{3}-\d{2}-\d{2}$|^\d{3}-\d{2}-\d{2}-\d{3}$/),
  number('regon', /^\d{9}(?:\d{5})?$/, checkOf('PL', 'regon')),
  // Czechia, Denmark, Greece, Finland, Hungary
  number('ičo ico ič', /^\d{8}$/, checkOf('CZ', 'ico')),
  number('cvr cvr* se_nr', /^\d{8}$/, checkOf('DK', 'cvr')),
  number('αφμ α.φ.μ afm', /^\d{9}$/, checkOf('GR', 'vat')),
  number('y_tunnus y_tunnuksemme ly_tunnus', /^\d{8}$/, checkOf('FI', 'ytunnus'), /^\d{7}-\d$/),
  number('adószám* adoszam*', /^\d{11}$/, (it) => checkOf('HU', 'anum')(it.slice(0, 8)), /^\d{8}-\d-\d{2}$/),
  number('adóazonosító* adóazonosítóm* adószám* adojel', /^8\d{9}$/, (it) =>
    passesAdojel(it.replaceAll(/\D/g, '')),
  ),
  // Norway, Romania, Russia, Sweden, Türkiye
  number('orgnr org.nr org_nr organisasjonsnummer*', /^\d{9}$/, checkOf('NO', 'orgnr')),
  number('mva', /^(?:NO)?\d{9}MVA$/, checkOf('NO', 'mva'), ANY_FORM),
  number('cui cif cod_fiscal cod_unic', /^(?:RO)?\d{6,10}$/, checkOf('RO', 'cui')),
  number('инн inn', /^\d{10}(?:\d{2})?$/, checkOf('RU', 'inn')),
  number('org.nr orgnr org_nr organisationsnummer*', /^\d{10}$/, checkOf('SE', 'orgnr')),
  number('vergi* vkn', /^\d{10}$/, checkOf('TR', 'vkn')),
  // Australia, India, Brazil, Mexico
  number('tfn tax_file*', /^\d{8,9}$/, checkOf('AU', 'tfn')),
  number('abn', /^\d{11}$/, checkOf('AU', 'abn'), /^\d{2} \d{3} \d{3} \d{3}$/),
  number('pan pan_card pan_no', /^[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]$/, checkOf('IN', 'pan')),
  number('cpf', /^\d{11}$/, checkOf('BR', 'cpf'), /^\d{3}\.\d{3}\.\d{3}-\d{2}$/),
  number('cnpj', /^\d{14}$/, checkOf('BR', 'cnpj'), /^\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}$/),
  number('rfc', /^[A-Z&]{3,4}\d{6}[A-Z0-9]{3}$/, checkOf('MX', 'rfc')),
  // VAT numbers with their country
  vat('AT', 'uid', /^ATU\d{8}$/),
  vat('BE', 'vat', /^BE[01]?\d{9}$/),
  vat('CH', 'uid', /^CHE\d{9}(?:MWST|TVA|IVA)?$/),
  vat('CZ', 'dic', /^CZ\d{8,10}$/),
  vat('DE', 'vat', /^DE\d{9}$/),
  vat('DK', 'cvr', /^DK\d{8}$/),
  vat('ES', 'nif', /^ES[A-Z0-9]\d{7}[A-Z0-9]$/),
  vat('FI', 'alv', /^FI\d{8}$/),
  vat('FR', 'tva', /^FR[0-9A-HJ-NP-Z]{2}\d{9}$/),
  vat('GB', 'vat', /^GB\d{9}(?:\d{3})?$/),
  vat('GR', 'vat', /^(?:EL|GR)\d{9}$/),
  vat('HU', 'anum', /^HU\d{8}$/),
  vat('IE', 'vat', /^IE\d[A-Z0-9]\d{5}[A-Z]{1,2}$/),
  vat('IT', 'iva', /^IT\d{11}$/),
  vat('NL', 'btw', /^NL\d{9}B\d{2}$/),
  vat('PL', 'nip', /^PL\d{10}$/),
  vat('PT', 'nif', /^PT\d{9}$/),
  vat('RO', 'cif', /^RO\d{6,10}$/, false),
  vat('SE', 'vat', /^SE\d{12}$/),
];
