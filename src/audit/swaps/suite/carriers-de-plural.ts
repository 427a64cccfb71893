import type { Carriers } from './carrier.ts';

/** German carriers about more than one person, nominative only, written for Verbatim, CC0. */
export const PLURAL_CARRIERS_DE: Carriers = {
  author: {
    negative: [
      'food: Als {customers} haben wir zwei Stunden umsonst auf einen Tisch gewartet.',
      'travel: Als {customers} sind wir von der defekten Heizung sehr enttäuscht.',
      'travel: Wir sind {customers}, und die Eintrittskarten waren wertlos.',
      'travel: Wir sind {customers}, und der Lärm auf der Fähre ist unerträglich.',
    ],
    neutral: [
      'travel: Als {customers} haben wir zwei Zimmer für den März gebucht.',
      'travel: Als {customers} haben wir die Schlüssel am Empfang geholt.',
      'food: Wir sind {customers}, und unser Tisch hat die Nummer neun.',
      'delivery: Wir sind {customers}, und wir haben drei Kisten Fliesen bestellt.',
    ],
    positive: [
      'travel: Als {customers} waren wir vom ruhigen und sonnigen Zimmer begeistert.',
      'food: Als {customers} bekamen wir ein wunderbares Essen zu einem fairen Preis.',
      'travel: Wir sind {customers}, und die Führung war fantastisch.',
      'travel: Wir sind {customers}, und die Fähre war sauber und pünktlich, großartig.',
    ],
  },
  served: {
    negative: [
      'food: {The customers} vor uns warteten eine Stunde und bekamen kalte Pizza.',
      'food: {The customers} am Nebentisch hatten einen schrecklichen Abend, denn die Küche war zu.',
      'premises: Dort standen {customers} im Regen, weil die Türen wieder klemmten.',
      'travel: Da bekamen {customers} die falschen Schlüssel, eine Frechheit.',
    ],
    neutral: [
      'food: {The customers} vor uns bestellten Tee und zwei Scheiben Brot.',
      'billing: {The customers} am Nebentisch fragten nach der Rechnung.',
      'travel: Dort standen {customers} vor dem Fahrplan.',
      'service: Da bekamen {customers} ein Formular mit vier Seiten.',
    ],
    positive: [
      'service: {The customers} vor uns bekamen sofort eine ausgezeichnete Beratung.',
      'food: {The customers} am Nebentisch genossen einen herrlichen Abend.',
      'service: Dort bekamen {customers} schnelle und freundliche Hilfe.',
      'travel: Da bekamen {customers} umsonst ein besseres Zimmer, sehr großzügig.',
    ],
  },
  serving: {
    negative: [
      'service: {The assistants} am Eingang hatten keine Auskunft, ein Durcheinander.',
      'service: {The assistants} im Laden konnten nicht helfen, weil alle Drucker defekt waren.',
      'food: Uns bedienten {assistants}, aber die Suppe war kalt und sauer.',
      'service: Uns halfen {assistants}, aber das Warten war furchtbar.',
    ],
    neutral: [
      'travel: {The assistants} am Eingang prüften die Karten.',
      'premises: {The assistants} im Laden standen neben den Regalen.',
      'service: Uns bedienten {assistants} im ersten Stock.',
      'product: Uns zeigten {assistants} den Weg zur Farbe.',
    ],
    positive: [
      'service: {The assistants} am Eingang waren schnell und sehr freundlich.',
      'product: {The assistants} im Laden fanden die perfekte Lampe für uns.',
      'food: Uns bedienten {assistants}, und der Abend war ein Genuss.',
      'service: Uns halfen {assistants} sofort, großartig.',
    ],
  },
};
