import {
  isDayMonthYear,
  passesDowod,
  passesIcao,
  passesNhs,
  passesRodneCislo,
  passesSnils,
  passesTaj,
} from './check-digits.ts';
import { ANY_FORM, checkOf, type NationalNumber, numberOf } from './national-number.ts';

const number = numberOf('identity_number');
const compact = (written: string) => written.replaceAll(/[^A-Z0-9]/g, '');

/** Numbers of people. */
export const PERSONAL_NUMBERS: readonly NationalNumber[] = [
  // United States: no check digit, so the dashes or the word.
  number('ssn* social_security* soc_sec*', /^\d{9}$/, checkOf('US', 'ssn'), /^\d{3}-\d{2}-\d{4}$/),
  // United Kingdom
  number('nino national_insurance* ni', /^[A-Z]{2}\d{6}[A-D]$/, checkOf('GB', 'nino'), ANY_FORM),
  number('nhs', /^\d{10}$/, (it) => passesNhs(compact(it))),
  // Germany
  number(
    'personalausweis* ausweis* reisepass* pass passnummer* perso id_card identity_card',
    /^[CFGHJKLMNPRTVWXYZ0-9]{9}\dD?$/,
    (it) => passesIcao(compact(it)),
    /^[CFGHJKLMNPRTVWXYZ](?=.*[A-Z].*\d)[CFGHJKLMNPRTVWXYZ0-9]{8}\dD?$/,
  ),
  number(
    'sozialversicherung* rentenversicherung* versicherungsnummer* sv_nummer svnr rvnr',
    /^\d{8}[A-Z]\d{3}$/,
    checkOf('DE', 'svnr'),
    /^\d{2} ?\d{6} ?[A-Z] ?\d{3}$/,
  ),
  // France
  number(
    'sécurité_sociale securite_sociale sécu secu nir insee ss',
    /^[1-478]\d{4}(?:\d{2}|2[AB])\d{6}\d{2}$/,
    checkOf('FR', 'nir'),
    /^\d[ .]?\d\d[ .]?\d\d[ .]?(?:\d\d|2[AB])[ .]?\d{3}[ .]?\d{3}[ .-]?\d\d$/,
  ),
  // Spain
  number('dni nif d.n.i', /^\d{8}[A-Z]$/, checkOf('ES', 'dni'), /^(?:\d{8}|\d{2}\.\d{3}\.\d{3})[ -]?[A-Z]$/),
  number('nie nif', /^[XYZ]\d{7}[A-Z]$/, checkOf('ES', 'nie'), /^[XYZ][ -]?\d{7}[ -]?[A-Z]$/),
  number('seguridad_social nss afiliación', /^\d{12}$/, checkOf('ES', 'nss'), /^\d{2}[ /]\d{8}[ /]\d{2}$/),
  // Netherlands
  number('bsn burgerservice* sofi sofinummer', /^\d{8,9}$/, checkOf('NL', 'bsn')),
  // Portugal
  number(
    'cartão_de_cidadão cidadão cc',
    /^\d{9}[A-Z0-9]{2}\d$/,
    checkOf('PT', 'cc'),
    /^\d{8} ?\d ?[A-Z]{2}\d$/,
  ),
  // Poland
  number('pesel', /^\d{11}$/, checkOf('PL', 'pesel')),
  number('dowód* dowod* dowodu osobist*', /^[A-Z]{3}\d{6}$/, (it) => passesDowod(compact(it))),
  // Czechia and Slovakia
  number(
    'rodné_číslo rodne_cislo rč rc r.č',
    /^\d{9,10}$/,
    (it) => passesRodneCislo(compact(it)),
    /^\d{6}\/\d{3,4}$/,
  ),
  // Denmark: numbers since 2007 have no check digit, so a date and the dash.
  number('cpr* personnummer* personnr*', /^\d{10}$/, (it) => isDayMonthYear(it), /^\d{6}-\d{4}$/),
  // Greece
  number('αμκα amka α.μ.κ.α', /^\d{11}$/, checkOf('GR', 'amka')),
  // Finland
  number(
    'henkilötunnus* hetu sotu',
    /^\d{6}[A-FU-Y]?\d{3}[0-9A-Y]$/,
    checkOf('FI', 'hetu'),
    /^\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]$/,
  ),
  // Hungary
  number('taj taj* társadalombiztosítási', /^\d{9}$/, (it) => passesTaj(compact(it))),
  // Norway: two check digits and a date.
  number(
    'fødselsnummer* personnummer* personnr* fnr',
    /^\d{11}$/,
    checkOf('NO', 'fodselsnummer'),
    /^\d{6}[ -]?\d{5}$/,
  ),
  // Romania
  number('cnp cod_numeric*', /^\d{13}$/, checkOf('RO', 'cnp'), /^\d{13}$/),
  // Russia
  number('снилс snils', /^\d{11}$/, (it) => passesSnils(compact(it)), /^\d{3}-\d{3}-\d{3}[ -]\d{2}$/),
  // Sweden
  number(
    'personnummer* personnr* pnr samordningsnummer* födelsenummer*',
    /^(?:\d{2})?\d{10}$/,
    checkOf('SE', 'personnummer'),
    /^(?:\d{2})?\d{6}[-+]\d{4}$/,
  ),
  // Türkiye
  number('tc tckn t.c kimlik* vatandaşlık', /^\d{11}$/, checkOf('TR', 'tckimlik')),
  // Austria
  number('sozialversicherung* sv_nummer svnr versicherungsnummer*', /^\d{10}$/, checkOf('AT', 'vnr')),
  // Switzerland
  number('ahv* avs ahv_nummer', /^756\d{10}$/, checkOf('CH', 'ssn'), /^756[. ]\d{4}[. ]\d{4}[. ]\d{2}$/),
  // Belgium
  number(
    'rijksregister* registre_national nationaal* insz niss',
    /^\d{11}$/,
    checkOf('BE', 'nn'),
    /^\d{2}\.\d{2}\.\d{2}-\d{3}[. ]\d{2}$/,
  ),
  // Ireland
  number('pps ppsn pps_number', /^\d{7}[A-W][A-IW]?$/, checkOf('IE', 'pps')),
  // Canada, India, Mexico
  number('sin social_insurance nas', /^\d{9}$/, checkOf('CA', 'sin')),
  number('aadhaar aadhar adhaar आधार', /^\d{12}$/, checkOf('IN', 'aadhaar')),
  number(
    'curp',
    /^[A-Z]{4}\d{6}[A-Z]{6}[0-9A-Z]\d$/,
    checkOf('MX', 'curp'),
    /^[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d$/,
  ),
];

const document = (words: string, shape: RegExp): NationalNumber => number(words, shape, null);

/** Papers whose numbers have no check digit, or too many forms: directly behind their word. */
export const DOCUMENT_NUMBERS: readonly NationalNumber[] = [
  document(
    'passport passport_no reisepass* reisepassnummer* passeport pasaporte passaporto passaporte paspoort* paszport* útlevél* pașaport* паспорт* διαβατήρι* pasaport* passinumero* passnummer* pasnummer* cestovní_pas',
    /^(?=(?:[A-Z]*\d){4})[A-Z0-9]{7,10}$/,
  ),
  document(
    "driver_license driver_licence driver's_license driver's_licence drivers_license drivers_licence driving_licence driving_license führerschein* permis_de_conduire carnet_de_conducir licencia_de_conducir patente rijbewijs* prawo_jazdy prawa_jazdy carta_de_condução ajokort* körkort* førerkort* kørekort* řidičský_průkaz* jogosítvány* permis_conducere водительск* ehliyet*",
    /^(?=(?:[A-Z]*\d){4})[A-Z0-9]{7,16}$/,
  ),
  document(
    "id_card id_number identity_card identity_document carte_d'identité carte_identité cni carta_d'identità carta_identità documento_de_identidad documento_di_identità bilhete_de_identidade identiteitskaart id_kaart personalausweis* personalausweisnummer* ausweisnummer* dowód_osobisty dowodu_osobistego identitetskort* legitimation* henkilökort* személyi* személyazonosító* buletin* carte_de_identitate občanský_průkaz občanského_průkazu ταυτότητα* ταυτότητας удостоверени*",
    /^(?=(?:[A-Z]*\d){4})[A-Z0-9]{7,12}$/,
  ),
];
