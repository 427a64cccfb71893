import { expect, test } from 'vitest';
import { splitSentences } from '../../../src/inference/text/sentences.ts';

/** Sentences of one comment in each language served, apart by "|". */
const COMMENTS: Readonly<Record<string, readonly string[]>> = {
  cs: [
    'Objednáno 3. ledna, dorazilo 12. února.|Např. zip se zasekl hned první den!|Reklamace? Nikdo nereaguje…',
    'Stálo to cca 1 200 Kč vč. dopravy.|za tu cenu dobré.|Doporučil mi to p. Novák z 2. patra.',
  ],
  da: [
    'Pakken kom den 3. januar kl. 10.|Den var bl.a. våd og bulet.|øv, hvor ærgerligt!',
    'Jeg betalte ca. 300 kr. for den.|»Det er normalt,« sagde de.|Tak for ingenting …',
  ],
  de: [
    'Bestellt am 3. Januar, geliefert am 17. Februar.|Unser Zimmer lag im 2. Stock, d. h. ohne Aufzug.|schade!',
    'Man bekommt z. B. nur ca. 5 Stück usw. für den Preis.|„Das ist normal.“|Nein, ist es nicht!',
    'Hr. Dr. Weber hat mir sofort geholfen.|Danke für die Auskunft bzgl. der Nr. 4711.',
  ],
  el: [
    'Πού είναι η παραγγελία μου; Κανείς δεν απαντά.|Περίμενα τρεις εβδομάδες!',
    'γιατί τόσο ακριβό; δεν αξίζει.|Το υλικό, π.χ. το φερμουάρ, είναι φτηνό.|Ο κ. Παπαδόπουλος ήταν ευγενικός.',
  ],
  en: [
    'Arrived Jan. 5th, approx. two weeks late.|Mr. Patel on the desk was lovely though.|would I buy again? no...',
    'It cost $1,299.99.|"Never again," I said.|It works, e.g. for tea.',
  ],
  es: [
    '¿Dónde está mi pedido?|¡Llevo tres semanas esperando!|nadie contesta.|¿tan difícil es?',
    'La Sra. Gómez me atendió muy bien.|Pagué 1.250,50 € por esto.|Cosas como la tapa, p. ej. el cierre, se rompen.',
  ],
  fi: [
    'Tilasin 5. tammikuuta, ja paketti tuli vasta n. kuukauden päästä.|Pettymys!|en suosittele.',
    'Kokoja on esim. 38, 40 ja 42.|Asiakaspalvelusta vastattiin: ”Emme voi auttaa.”|Miksi ette?',
  ],
  fr: [
    'Quel plaisir ! Je recommande.|Mme Dupont m’a rappelée à 18 h 30.|rien à redire.',
    'On m’a répondu : « C’est normal. » Je ne suis pas d’accord.|Pourquoi si cher ? Je l’ignore…',
    'Il y a p. ex. trois tailles.|M. Leroy est venu le 2 mai.',
  ],
  hu: [
    '2026. január 5-én rendeltem, és 3. napra meg is jött.|Nagyon elégedett vagyok!|A doboz, pl. a fedele, is ép.',
    'A kb. 20 ezer Ft. nem kevés.|miért ilyen drága?|„Majd visszahívjuk” – mondták, de nem hívtak…',
  ],
  it: [
    'Il sig. Rossi è stato gentilissimo.|Ho speso 1.200,00 € ecc. per niente.|che delusione...',
    'Perché nessuno risponde?|«Richiameremo noi.» Mai successo!|Le taglie, p.es. la M, sono piccole.',
  ],
  nl: [
    'Besteld op 3 maart, d.w.z. ruim vóór de feestdagen.|en nog steeds niets!|Dhr. De Vries belde a.u.b. niet terug.',
    'Het kost ca. € 49,95 incl. btw.|‘Dat hoort zo.’|Nou, mooi niet…',
  ],
  no: [
    'Pakken kom 3. januar, ca. to uker for sent.|Glidelåsen er f.eks. ødelagt.|kjempedårlig!',
    'Jeg betalte 499 kr. for den.|Hvorfor svarer ingen?|«Vi ringer deg», sa de.',
  ],
  pl: [
    'Zamówiłam 3. marca, przyszło 17. dnia, tzn. za późno.|Np. zamek od razu się zaciął!|nie polecam.',
    'Kosztowało to 249,99 zł.|„To normalne” – usłyszałem.|Dlaczego nikt nie odpisuje?|Pan M. Kowalski z ul. Długiej pomógł.',
  ],
  pt: [
    'A Sra. Silva foi muito simpática.|paguei 1.250,00 € e não valeu a pena.|Porquê?',
    'O Dr. Costa resolveu tudo!|O fecho, p. ex., partiu-se logo…|“Volte amanhã”, disseram.',
  ],
  ro: [
    'Am comandat pe 3 ianuarie, a ajuns după aprox. două săptămâni.|foarte dezamăgit!|Dl. Popescu a fost amabil.',
    'De ce nu răspunde nimeni?|„Vă sunăm noi.”|A costat 1.299,99 lei, nr. comenzii 12.',
  ],
  ru: [
    'Заказал 3 января, т. е. три недели назад.|до сих пор ничего!|Почему никто не отвечает?',
    'Цена ок. 2 500 руб. за штуку.|«Это нормально», — сказали мне.|Чайник, чашки и т. д. пришли разбитыми…',
  ],
  sv: [
    'Paketet kom den 3. januari, ca två veckor för sent.|Dragkedjan gick t.ex. sönder direkt.|så tråkigt!',
    'Jag betalade bl.a. 99 kr. i frakt.|”Det är normalt”, sa de.|Varför svarar ingen?',
  ],
  tr: [
    'Siparişi 3 Ocak’ta verdim, 2. gün geldi.|Çok memnunum!|kumaşı, örn. astarı, kaliteli.',
    'Fiyatı 1.299,90 TL idi.|“Bu normal.”|Neden kimse cevap vermiyor?|Sn. Yılmaz ilgilendi…',
  ],
};

// A mark "; " of Greek and "! " of French is followed by a capital, which the table writes without a bar.
const INSIDE = /(?<=[;?!]|\. »|\.»)\s(?=\p{L})/u;

test.each(Object.entries(COMMENTS))('sentences of comments in %s', (_, comments) => {
  for (const comment of comments) {
    const sentences = comment.split('|').flatMap((part) => part.split(INSIDE));
    const text = sentences.join(' ');
    expect(splitSentences(text).map(({ start, end }) => text.slice(start, end))).toEqual(sentences);
  }
});
