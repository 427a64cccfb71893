import type { Carriers } from './carrier.ts';

/** German carriers about more than one person, nominative only, written for Verbatim, CC0. */
export const PLURAL_CARRIERS_DE: Carriers = {
  author: {
    negative: [
      'Als {customers} haben wir zwei Stunden umsonst auf einen Tisch gewartet.',
      'Als {customers} sind wir von der defekten Heizung sehr enttäuscht.',
      'Wir sind {customers}, und die Eintrittskarten waren wertlos.',
      'Wir sind {customers}, und der Lärm auf der Fähre ist unerträglich.',
    ],
    neutral: [
      'Als {customers} haben wir zwei Zimmer für den März gebucht.',
      'Als {customers} haben wir die Schlüssel am Empfang geholt.',
      'Wir sind {customers}, und unser Tisch hat die Nummer neun.',
      'Wir sind {customers}, und wir haben drei Kisten Fliesen bestellt.',
    ],
    positive: [
      'Als {customers} waren wir vom ruhigen und sonnigen Zimmer begeistert.',
      'Als {customers} bekamen wir ein wunderbares Essen zu einem fairen Preis.',
      'Wir sind {customers}, und die Führung war fantastisch.',
      'Wir sind {customers}, und die Fähre war sauber und pünktlich, großartig.',
    ],
  },
  served: {
    negative: [
      '{The customers} vor uns warteten eine Stunde und bekamen kalte Pizza.',
      '{The customers} am Nebentisch hatten einen schrecklichen Abend, denn die Küche war zu.',
      'Dort standen {customers} im Regen, weil die Türen wieder klemmten.',
      'Da bekamen {customers} die falschen Schlüssel, eine Frechheit.',
    ],
    neutral: [
      '{The customers} vor uns bestellten Tee und zwei Scheiben Brot.',
      '{The customers} am Nebentisch fragten nach der Rechnung.',
      'Dort standen {customers} vor dem Fahrplan.',
      'Da bekamen {customers} ein Formular mit vier Seiten.',
    ],
    positive: [
      '{The customers} vor uns bekamen sofort eine ausgezeichnete Beratung.',
      '{The customers} am Nebentisch genossen einen herrlichen Abend.',
      'Dort bekamen {customers} schnelle und freundliche Hilfe.',
      'Da bekamen {customers} umsonst ein besseres Zimmer, sehr großzügig.',
    ],
  },
  serving: {
    negative: [
      '{The assistants} am Eingang hatten keine Auskunft, ein Durcheinander.',
      '{The assistants} im Laden konnten nicht helfen, weil alle Drucker defekt waren.',
      'Uns bedienten {assistants}, aber die Suppe war kalt und sauer.',
      'Uns halfen {assistants}, aber das Warten war furchtbar.',
    ],
    neutral: [
      '{The assistants} am Eingang prüften die Karten.',
      '{The assistants} im Laden standen neben den Regalen.',
      'Uns bedienten {assistants} im ersten Stock.',
      'Uns zeigten {assistants} den Weg zur Farbe.',
    ],
    positive: [
      '{The assistants} am Eingang waren schnell und sehr freundlich.',
      '{The assistants} im Laden fanden die perfekte Lampe für uns.',
      'Uns bedienten {assistants}, und der Abend war ein Genuss.',
      'Uns halfen {assistants} sofort, großartig.',
    ],
  },
};
