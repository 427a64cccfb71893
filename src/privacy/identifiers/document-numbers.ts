import { type NationalNumber, numberOf } from './national-number.ts';

const number = numberOf('identity_number');
const document = (words: string, shape: RegExp): NationalNumber => number(words, shape, null);

/** Papers whose numbers have no check digit, or too many forms: directly behind their word. */
export const DOCUMENT_NUMBERS: readonly NationalNumber[] = [
  document(
    'passport passport_no reisepass* reisepassnummer* passeport pasaporte passaporto passaporte paspoort* paszport* útlevél* pașaport* паспорт* διαβατήρι* pasaport* passinumero* passnummer* pasnummer* cestovní_pas',
    /^(?=(?:.*\d){4})[A-Z0-9]{7,10}$/,
  ),
  document(
    "driver_license driver_licence driver's_license driver's_licence drivers_license drivers_licence driving_licence driving_license führerschein* permis_de_conduire carnet_de_conducir licencia_de_conducir patente rijbewijs* prawo_jazdy prawa_jazdy carta_de_condução ajokort* körkort* førerkort* kørekort* řidičský_průkaz* jogosítvány* permis_conducere водительск* ehliyet*",
    /^(?=(?:.*\d){4})[A-Z0-9]{7,16}$/,
  ),
  document(
    "id_card id_number identity_card identity_document carte_d'identité carte_identité cni carta_d'identità carta_identità documento_de_identidad documento_di_identità bilhete_de_identidade identiteitskaart id_kaart personalausweis* personalausweisnummer* ausweisnummer* dowód_osobisty dowodu_osobistego identitetskort* legitimation* henkilökort* személyi* személyazonosító* buletin* carte_de_identitate občanský_průkaz občanského_průkazu ταυτότητα* ταυτότητας удостоверени*",
    /^(?=(?:.*\d){4})[A-Z0-9]{7,12}$/,
  ),
];
