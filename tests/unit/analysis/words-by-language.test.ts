import { expect, test } from 'vitest';
import { stopWordTest } from '../../../src/analysis/language/stop-words.ts';
import { sayingReader } from '../../../src/analysis/summaries/saying.ts';
import { termCounter } from '../../../src/analysis/themes/naming/keywords.ts';
import { nameThemes } from '../../../src/analysis/themes/naming/names.ts';
import { phrasesOf } from '../../../src/analysis/themes/naming/phrases.ts';
import { themeWords } from '../../../src/analysis/themes/naming/theme-words.ts';

interface Comments {
  /** The word that leads each theme, and the comments of it. */
  readonly themes: Readonly<Record<string, readonly string[]>>;
  /** Of those without a subject: praise of a word or two, and a question. */
  readonly empty: readonly string[];
  readonly negated: string;
}

const COMMENTS: Readonly<Record<string, Comments>> = {
  cs: {
    themes: {
      zásilka: [
        'Zásilka přišla velmi pozdě, už jsem ani nečekal.',
        'Ta zásilka byla úplně promočená.',
        'Proč je zásilka pořád na cestě?',
      ],
      zip: [
        'Zip se mi hned zasekl.',
        'Bohužel ten zip nedrží, ale jinak je bunda moc hezká.',
        'Zip je z plastu.',
      ],
    },
    empty: ['Moc dobré!', 'Kde je moje zásilka?'],
    negated: 'Zip nikdy nedrží.',
  },
  da: {
    themes: {
      pakken: [
        'Pakken kom meget sent.',
        'Jeg har stadig ikke fået pakken.',
        'Pakken var helt våd, da den kom.',
      ],
      lynlåsen: [
        'Lynlåsen gik i stykker.',
        'Det er bare ærgerligt med lynlåsen.',
        'Lynlåsen er lidt for kort.',
      ],
    },
    empty: ['Meget god!', 'Hvor er min pakke?'],
    negated: 'Lynlåsen holder ikke.',
  },
  de: {
    themes: {
      paket: [
        'Das Paket kam leider sehr spät.',
        'Auf mein Paket warte ich immer noch.',
        'Das Paket war ganz nass.',
      ],
      reißverschluss: [
        'Der Reißverschluss klemmt schon wieder.',
        'Leider ist der Reißverschluss einfach zu kurz.',
        'Nur der Reißverschluss hätte besser sein können.',
      ],
    },
    empty: ['Sehr gut!', 'Wo bleibt mein Paket?'],
    negated: 'Der Reißverschluss hält nicht.',
  },
  el: {
    themes: {
      δέμα: ['Το δέμα ήρθε πολύ αργά.', 'Δεν πήρα ποτέ το δέμα μου.', 'Το δέμα ήταν βρεγμένο όταν ήρθε.'],
      φερμουάρ: [
        'Το φερμουάρ χάλασε.',
        'Είναι κρίμα για το φερμουάρ.',
        'Το φερμουαρ ειναι απο πλαστικο, το φερμουάρ!',
      ],
    },
    empty: ['Πολύ καλό!', 'Πού είναι το δέμα μου;'],
    negated: 'Το φερμουάρ δεν κλείνει.',
  },
  en: {
    themes: {
      parcel: [
        "The parcel wasn't here for weeks.",
        'I got my parcel much too late.',
        'That parcel was all wet.',
      ],
      zip: ['The zip broke at once.', "It's a shame about the zip.", 'The zip is far too short for me.'],
    },
    empty: ['Very good!', 'Where is my parcel?'],
    negated: "The zip doesn't close.",
  },
  es: {
    themes: {
      paquete: [
        'El paquete llegó muy tarde.',
        'Todavía estoy esperando el paquete.',
        'Este paquete estaba mojado.',
      ],
      cremallera: [
        'La cremallera se rompió.',
        'Es una pena, la cremallera no vale nada.',
        'Esta cremallera está mal.',
      ],
    },
    empty: ['¡Muy bueno!', '¿Dónde está mi paquete?'],
    negated: 'La cremallera no cierra.',
  },
  fi: {
    themes: {
      paketti: [
        'Paketti tuli todella myöhään.',
        'Minun pakettini, siis se paketti, on hukassa.',
        'Paketti oli ihan märkä.',
      ],
      vetoketju: [
        'Vetoketju hajosi heti.',
        'Se vetoketju on liian lyhyt.',
        'Harmi, että vetoketju on tällainen.',
      ],
    },
    empty: ['Todella hyvä!', 'Missä minun pakettini on?'],
    negated: 'Vetoketju ei pysy kiinni.',
  },
  fr: {
    themes: {
      écran: [
        "L'écran est cassé.",
        'Je n’ai rien vu, l’écran était trop sombre.',
        "C'est dommage pour l'écran.",
      ],
      livraison: [
        'La livraison était très lente.',
        'Il y a eu un problème avec la livraison.',
        "J'attends encore ma livraison, c'est long.",
      ],
    },
    empty: ["C'est très bien !", 'Où est mon colis ?'],
    negated: "L'écran ne s'allume jamais.",
  },
  hu: {
    themes: {
      csomag: [
        'A csomag nagyon későn jött meg.',
        'Még mindig nincs itt a csomag.',
        'Ez a csomag teljesen vizes volt.',
      ],
      cipzár: [
        'A cipzár sajnos elromlott.',
        'Csak a cipzár lehetne jobb.',
        'Az a cipzár már megint beakadt.',
      ],
    },
    empty: ['Nagyon jó!', 'Hol van a csomagom?'],
    negated: 'A cipzár nem záródik.',
  },
  it: {
    themes: {
      pacco: [
        'Il pacco è arrivato molto tardi.',
        'Sto ancora aspettando il pacco.',
        'Quel pacco era tutto bagnato.',
      ],
      ordine: ["Mi hanno annullato l'ordine.", "L'ordine non è mai partito.", "Nell'ordine mancava tutto."],
    },
    empty: ['Molto buono!', 'Dov’è il mio pacco?'],
    negated: "L'ordine non arriva.",
  },
  nl: {
    themes: {
      pakket: [
        'Het pakket kwam veel te laat.',
        'Ik wacht nog steeds op het pakket.',
        'Dat pakket was helemaal nat.',
      ],
      rits: ['De rits ging meteen kapot.', 'Jammer van die rits.', 'De rits had wel wat beter gekund.'],
    },
    empty: ['Heel goed!', 'Waar is mijn pakket?'],
    negated: 'De rits sluit niet.',
  },
  no: {
    themes: {
      pakken: [
        'Pakken kom veldig sent.',
        'Jeg har ikke fått pakken ennå.',
        'Pakken var helt våt da den kom.',
      ],
      glidelåsen: [
        'Glidelåsen røk.',
        'Det er litt synd med glidelåsen.',
        'Glidelåsen er altfor kort for meg.',
      ],
    },
    empty: ['Veldig bra!', 'Hvor er pakken min?'],
    negated: 'Glidelåsen holder ikke.',
  },
  pl: {
    themes: {
      paczka: [
        'Paczka przyszła bardzo późno.',
        'Ta paczka była zupełnie mokra.',
        'Moja paczka jest chyba zgubiona.',
      ],
      zamek: [
        'Zamek od razu się zepsuł.',
        'Szkoda, że ten zamek jest taki słaby.',
        'Niestety zamek się zacina.',
      ],
    },
    empty: ['Bardzo dobre!', 'Gdzie jest moja paczka?'],
    negated: 'Zamek nie działa.',
  },
  pt: {
    themes: {
      encomenda: [
        'A encomenda chegou muito tarde.',
        'Ainda estou à espera da encomenda.',
        'Esta encomenda estava toda molhada.',
      ],
      fecho: [
        'O fecho partiu-se logo.',
        'É pena, porque o fecho não presta.',
        'O fecho é muito curto para mim.',
      ],
    },
    empty: ['Muito bom!', 'Onde está a minha encomenda?'],
    negated: 'O fecho não fecha.',
  },
  ro: {
    themes: {
      coletul: ['Coletul a ajuns foarte târziu.', 'Încă aștept coletul.', 'Coletul era ud când l-am primit.'],
      fermoarul: [
        'Fermoarul s-a stricat.',
        'Păcat de fermoarul acesta.',
        'Fermoarul este prea scurt pentru mine.',
      ],
    },
    empty: ['Foarte bun!', 'Unde este coletul meu?'],
    negated: 'Fermoarul nu se închide.',
  },
  ru: {
    themes: {
      посылка: [
        'Посылка пришла очень поздно.',
        'Моя посылка до сих пор в пути.',
        'Эта посылка была вся мокрая.',
      ],
      молния: ['Молния сразу сломалась.', 'Жаль, что молния такая короткая.', 'Ещё и молния заедает.'],
    },
    empty: ['Очень хорошо!', 'Где моя посылка?'],
    negated: 'Молния не закрывается.',
  },
  sv: {
    themes: {
      paketet: [
        'Paketet kom väldigt sent.',
        'Jag har inte fått paketet än.',
        'Paketet var helt blött när det kom.',
      ],
      dragkedjan: ['Dragkedjan gick sönder.', 'Det är synd om dragkedjan.', 'Dragkedjan är lite för kort.'],
    },
    empty: ['Väldigt bra!', 'Var är mitt paket?'],
    negated: 'Dragkedjan håller inte.',
  },
  tr: {
    themes: {
      kargo: ['Kargo çok geç geldi.', 'Kargo hâlâ yok.', 'Bu kargo neden bu kadar yavaş?'],
      fermuar: ['Fermuar hemen bozuldu.', 'İyi ama fermuar çok kısa.', 'Ne yazık ki fermuar takılıyor.'],
    },
    empty: ['Çok iyi!', 'Kargo nerede?'],
    negated: 'Fermuar kapanmıyor, hiç iyi değil.',
  },
};

const ALL = Object.keys(COMMENTS);

test.each(Object.entries(COMMENTS))(
  'keywords, names and quotes in %s',
  (language, { themes, empty, negated }) => {
    const leading = Object.keys(themes);
    // The languages of the data: the own one, and all of them, as in a shop that sells everywhere.
    for (const languages of [[language], ALL]) {
      const terms = termCounter(languages);
      const words = themeWords(languages);
      for (const [i, texts] of Object.values(themes).entries()) {
        for (const text of texts) {
          terms.add(i, text);
          words.add(i, text, 0);
        }
      }
      const keywords = leading.map((_, i) => terms.keywords(i, 10));
      expect(keywords.map(([first]) => first?.term)).toEqual(leading);
      // Which word of three comments becomes the name is chance: that it is none that could stand in any theme is not.
      const isStopWord = stopWordTest(languages);
      const names = nameThemes(keywords.map((found, i) => phrasesOf(i, found, words)));
      for (const name of names) expect(name.toLowerCase().split(/[ ,]+/).filter(isStopWord)).toEqual([]);
    }
    const sayingOf = sayingReader([language]);
    const read = (text: string) => {
      const sentiment = [0, 1, 0] as const;
      return sayingOf({
        feedbackId: 1,
        start: 0,
        end: text.length,
        text,
        sentiment,
        embedding: new Float32Array(2),
      });
    };
    expect(empty.filter((text) => read(text).hasSubject)).toEqual([]);
    expect([read(negated).negated, read(themes[leading[1]!]![0]!).negated]).toEqual([true, false]);
    expect(read(themes[leading[0]!]![0]!).hasSubject).toBe(true);
  },
);
