// An embedding tells what a sentence is about better than what it does: of 30 sentences that the head alone took for
// suggestions, 4 or 5 were. So these kinds need a word that does it, too. English, German, French, Spanish.
const words = (...parts: string[]): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${parts.join('|')})(?![\\p{L}\\p{N}])`, 'iu');

/** What wishes for something does not complain. */
export const SUGGESTION = 'statement-suggestion';

const CUES: Readonly<Record<string, RegExp>> = {
  'statement-question':
    /[?？؟;]\s*["'”’»)]*\s*$|^(?:is|are|do|does|did|can|could|how|what|when|where|which|who|why|will|wann|wie|wo|wer|warum|gibt es|quand|comment|où|pourquoi|est-ce|cuándo|cómo|dónde|qué|por qué)\b|\b(?:wonder(?:ing)? (?:if|whether|how|when)|like to know|tell me (?:how|where|when|what|if|whether)|any idea|wüsste gern|möchte wissen|voudrais savoir|quisiera saber|me gustaría saber)/iu,
  [SUGGESTION]: words(
    '(?:i|we|really|only|just|do) wish (?:it|there|they|you|the|this|that|i could)|^wish (?:it|there|they|you|the)|my only wish|if only',
    '(?:would|could|might) (?:be|have been) (?:so |very |really |even |a lot |much )*(?:nice|great|good|better|helpful|perfect|useful|ideal|cool|lovely|awesome|easier) (?:if|to (?:see|have|be able)|with an?|in more)|(?:could|would) be (?:improved|(?:a (?:lot|bit|little) |much |slightly )?(?:better|nicer|easier|faster|bigger|longer|clearer) (?:if|with))|would be (?:welcome|a (?:real )?(?:improvement|help|plus))|(?:would|could) (?:also )?be (?:nice|helpful|useful)',
    "(?:i|we)(?:'d| would) (?:like|love|prefer) (?:to see|to have|it if|if|more|an?|the option|you to|them to)",
    'would (?:really )?(?:help|improve|make it (?:better|easier|perfect))',
    '(?:you|they|the (?:company|store|shop|app|site|website|hotel|bank|staff)|retailer|someone) (?:guys |really |definitely )?(?:should|ought to|needs? to|could (?:do with|use|add|offer|improve|make|have))(?! (?:be fine|buy|get (?:this|it|one)|try|go|order|check|see))',
    'please (?:add|bring (?:back|it)|consider|offer|let us|make (?:it|more|them|this)|include|allow|provide|improve|put|stop|keep making|change|fix)',
    "(?:i|we)(?:'d| would)? suggest|my suggestion|how about|why not|needs (?:more|better)|could use (?:an?|some|more|better)|should (?:come with|include|offer|add)",
    'könn(?:te|tet|ten) (?:ihr|sie|man|noch|ruhig)|ihr könntet|wäre (?:schön|gut|toll|super|hilfreich|prima|besser|nett|wünschenswert)|(?:schön|gut|toll|hilfreich|besser|prima) wäre|würde mir|wünsche mir|wünschen|vorschlag|sollte[nt]? (?:man|ihr|sie)|man sollte|ihr solltet|fände ich|wie wäre es|bitte (?:nehmt|macht|bringt|führt|baut)|hätte (?:gern|mir)',
    'pourriez|pourrait|serait (?:bien|mieux|parfait|utile|sympa|top|génial|le bienvenu)|faudrait|aimerais?|pourquoi ne pas|suggère|suggestion|devriez|devraient|aurait été (?:bien|mieux|top)|manque (?:juste )?(?:un|une|de)',
    'podrían?|podríais|estaría bien|sería (?:bueno|mejor|genial|ideal|útil|perfecto)|deberían?|deberíais|me gustaría que|vendría bien|ojalá|sugiero|sugerencia|por favor,? (?:volved|añadan|pongan|vuelvan)|hubiera estado bien|echo en falta',
  ),
  'statement-intent-to-leave': words(
    'cancel(?:l?ed|l?ing)? (?:my|our|the|this) (?:\\w+ )?(?:account|contract|subscription|membership|plan|policy|service|card)|cancel(?:l)?ing (?:my|our|the) (?:\\w+ )?(?:account|contract|subscription|membership|plan|policy|service)',
    '(?:switch|switching|switched|moving|move|going|changing|change) (?:to (?:another|a different|an?other|the competition)|banks?|providers?|companies|suppliers?|over to)',
    'never (?:again|(?:ever )?(?:buy|buying|order|ordering|use|using|return|come|coming|go|going|shop|shopping|visit|stay|eat|fly|book|see another|do business|be back))',
    "(?:won'?t|will not|wont|not going to|don'?t plan to|never) (?:be )?(?:\\w+ )?(?:back|return(?:ing)? (?:here|to)|come back|coming back|going back|buy(?:ing)?|order(?:ing)?|shop(?:ping)?|renew(?:ing)?|stay(?:ing)? (?:here|there) again|use (?:it|them|this|you) again)",
    '(?:close|closing|closed|delete|deleting|deleted|terminate) (?:my|our|the) (?:\\w+ )?(?:account|app|profile)|uninstall(?:ed|ing)?|unsubscrib(?:e|ed|ing)|go(?:ing)? (?:elsewhere|somewhere else)|(?:business|money|custom) elsewhere|lost (?:a|me as|my|our) (?:\\w+ ){0,3}(?:customer|business|custom)|last (?:order|purchase|visit|time (?:i|we))|done with (?:this|them|you|it)|looking for (?:a new|another) (?:bank|provider|doctor|company|supplier)',
    'kündig(?:e|en|ung)|nie wieder|nie mehr|letzte (?:bestellung|mal)|wechs(?:le|eln) (?:den|die|zu|jetzt|bald)|kommen? nicht (?:mehr )?wieder|(?:bestelle|kaufe|komme|kaufen|bestellen) (?:ich |wir )?(?:hier |dort |da |bei \\w+ )?(?:nicht|nichts|nie) mehr|verloren(?:er)? kunden?|woanders|anderen anbieter|deinstalliert',
    "résili(?:er?|e|ation)|plus jamais|dernière (?:commande|fois|visite)|(?:je )?change(?:r)? (?:d'opérateur|de banque|de fournisseur)|(?:ne )?reviend(?:rai|rons|ra) (?:pas|plus|jamais)|n'(?:achèterai|achèterons|y retournerai) (?:pas|plus|jamais)|voir ailleurs|désinstallé|je m'en vais|perdu? (?:un|une) client",
    'dar(?:me)? de baja|nunca más|última (?:vez|compra)|último pedido|cambi(?:o|ar|arme|aré) de (?:compañía|banco|proveedor)|no (?:volver(?:é|emos)|vuelvo|pienso volver|pensamos volver|compraré|vuelvo a)|otro sitio|me voy|desinstalado|perdido (?:a )?un cliente',
  ),
  'statement-urgent-now': words(
    "urgent(?:ly)?|immediate(?:ly)?|(?:need|help|fix|call|please|send|answer|reply|stop|block)(?: \\w+){0,8} right (?:now|away)|a\\.?s\\.?a\\.?p|emergency|at once|this (?:minute|instant)|(?:need|help|fix|call|answer|reply)(?: (?!it's|it)\\w+){0,5} (?:now|today|tonight)|can(?:'|no)?t wait (?:until|till) (?:tomorrow|next|monday)|stranded|locked out|smell (?:of )?gas|(?:being|been|was|is|got) (?:stolen|hacked|robbed)|without (?:power|water|heating|electricity)",
    'sofort|dringend|notfall|umgehend|auf der stelle|noch heute|eilt sehr|(?:riecht|stinkt) nach gas|gestohlen',
    "immédiatement|urgen(?:t|te|ce)|tout de suite|aujourd'hui même|au plus vite|sent le gaz|bloqués? dehors",
    'inmediatamente|urgen(?:te|cia)|ahora mismo|hoy mismo|enseguida|cuanto antes|huele a gas',
  ),
  'statement-urgent-soon': words(
    '(?:by|before|until|for|next|this|on) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|the weekend|the end of)|tomorrow|(?:this|next) (?:week|month)|within (?:the )?(?:next )?\\w+ (?:days|week|weeks)|in \\w+ (?:days|weeks)|as soon as (?:you|possible)|(?:reply|answer|response|back to me|look into (?:this|it)|hear from you)(?: \\w+){0,3} (?:soon|shortly|quickly)|soon please|quick (?:reply|response|answer)|still (?:waiting|awaiting|pending|not (?:arrived|received))|(?:second|third|another) reminder',
    'baldig?e?|in den nächsten tagen|bis (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|morgen|dahin|ende)|diese woche|nächste woche|erinnerung|warte (?:immer )?noch',
    "d'ici|dans les prochains jours|cette semaine|la semaine prochaine|relance|réponse rapide|avant la fin|j'attends (?:toujours|encore)",
    'para el (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|esta semana|próxim(?:a|os) (?:semana|días)|pronta respuesta|antes de fin|sigo esperando|segundo aviso',
  ),
  'statement-can-wait': words(
    'no (?:rush|hurry)|not (?:urgent|in a hurry|important)|when(?:ever)? (?:you (?:have|get|find)|it suits you|you can)|take your time|low priority|at some point|some day|can wait|minor (?:thing|issue|detail|point|scratch)|can live with|small thing',
    'eilt (?:überhaupt )?nicht|nicht dringend|keine eile|wenn sie (?:mal )?zeit|(?:ruhig )?zeit lassen|lassen sie sich|kleinigkeit|damit kann ich leben|irgendwann',
    'rien ne presse|pas (?:urgent|pressé)|quand vous (?:aurez|pourrez)|prenez votre temps|petit détail|peux (?:très bien )?vivre avec',
    'no corre prisa|no es urgente|sin prisa|cuando pueda[ns]?|tómense su tiempo|sin importancia|puedo vivir con',
  ),
};

/** A date alone ("see you on Friday") asks for nothing. */
const REQUEST = words(
  'need(?:s|ed)?|please|pls|can you|could you|must|(?:has|have) to|waiting|pending|overdue|expires?|deadline|in time|hope to hear|when will',
  'bitte|brauchen?|muss|müssen|warte|klappt das|freuen',
  'merci de|besoin|il faut|doit|attends|relance|attente|à temps',
  'por favor|necesit(?:o|amos)|tiene que|hay que|hace falta|espero|espera|aviso|a tiempo',
);

/** Whether the words of a sentence allow that it makes a statement of this kind. */
export function makes(key: string, sentence: string): boolean {
  if (key === 'statement-urgent-soon' && !REQUEST.test(sentence)) return false;
  return CUES[key]?.test(sentence.trim()) ?? true;
}
