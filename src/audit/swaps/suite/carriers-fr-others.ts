import type { Carriers } from './carrier.ts';

/** French carriers about more than one person, written for Verbatim, CC0: `{customers}` "clients", `{a customers}` "des clients". */
export const PLURAL_CARRIERS_FR: Carriers = {
  author: {
    negative: [
      'food: Comme {customers}, nous avons attendu une table deux heures pour rien.',
      'travel: Comme {customers}, nous avons trouvé le chauffage en panne, quelle déception.',
      'travel: Nous sommes {a customers}, et les billets ne valaient rien.',
      'premises: Nous sommes {a customers}, et le bruit des portes est insupportable.',
    ],
    neutral: [
      'travel: Comme {customers}, nous avons réservé deux chambres pour mars.',
      'premises: Comme {customers}, nous avons pris les clés à la réception.',
      'food: Nous sommes {a customers}, et notre table porte le numéro neuf.',
      'online: Nous sommes {a customers}, et nous avons commandé trois caisses sur le site.',
    ],
    positive: [
      'travel: Comme {customers}, nous avons adoré la chambre calme et ensoleillée.',
      'food: Comme {customers}, nous avons eu un merveilleux repas à un prix honnête.',
      'travel: Nous sommes {a customers}, et la visite était fantastique.',
      'billing: Nous sommes {a customers}, et le remboursement est arrivé en une heure, super.',
    ],
  },
  served: {
    negative: [
      'food: {The customers} devant nous ont attendu une heure une pizza froide.',
      'food: {The customers} à la table voisine ont passé une soirée affreuse.',
      "premises: J'ai vu {a customers} sous la pluie, car les portes étaient encore bloquées.",
      'billing: On a facturé deux fois {a customers}, c’est scandaleux.',
    ],
    neutral: [
      'food: {The customers} devant nous ont commandé du thé et du pain.',
      "billing: {The customers} à la table voisine ont demandé l'addition.",
      "travel: J'ai vu {a customers} devant les horaires.",
      'service: On a donné à {a customers} un formulaire de quatre pages.',
    ],
    positive: [
      'service: {The customers} devant nous ont eu tout de suite un excellent conseil.',
      'food: {The customers} à la table voisine ont passé une soirée magnifique.',
      "service: J'ai vu {a customers} recevoir une aide rapide et aimable.",
      'travel: On a offert à {a customers} une plus belle chambre, très généreux.',
    ],
  },
  serving: {
    negative: [
      "service: {The assistants} à l'entrée n'avaient aucune information, quel désordre.",
      'online: {The assistants} au téléphone ne pouvaient pas réparer ce site catastrophique.',
      "food: J'ai appelé {a assistants}, mais la soupe était froide et aigre.",
      "service: J'ai vu {a assistants}, mais l'attente était affreuse.",
    ],
    neutral: [
      "travel: {The assistants} à l'entrée vérifiaient les billets.",
      'premises: {The assistants} du magasin rangeaient les étagères.',
      "service: J'ai appelé {a assistants} au premier étage.",
      "product: J'ai vu {a assistants} près des peintures.",
    ],
    positive: [
      "premises: {The assistants} à l'entrée ont rendu la visite très agréable.",
      'product: {The assistants} du magasin ont trouvé la lampe parfaite.',
      "food: J'ai appelé {a assistants}, et la soirée était un délice.",
      "service: J'ai vu {a assistants} qui ont tout réglé, formidable.",
    ],
  },
};

/** With a subject pronoun only; every verb is one that no participle follows in agreement. */
export const PRONOUN_CARRIERS_FR: Carriers = {
  served: {
    negative: [
      'product: {They} a reçu une chaise cassée et aucune réponse.',
      'service: {They} a attendu une heure dans le froid pour rien.',
      'billing: {They} a payé deux fois sans la moindre excuse.',
      'online: {They} a perdu sa commande à cause de cette horrible application.',
    ],
    neutral: [
      'product: {They} a reçu une chaise et deux tables.',
      "travel: {They} a attendu à l'arrêt de bus.",
      'billing: {They} a reçu une facture en mai.',
      'online: {They} a vu sa commande à la deuxième page.',
    ],
    positive: [
      'product: {They} a reçu une belle chaise à un prix formidable.',
      'service: {They} a obtenu une aide rapide et aimable.',
      'billing: {They} a eu une remise généreuse et un sourire.',
      'online: {They} adore cette application simple et rapide.',
    ],
  },
  serving: {
    negative: [
      "service: {They} n'avait aucune solution, car le système était encore en panne.",
      'service: {They} a mis cinq semaines à répondre, c’est lamentable.',
      'delivery: {They} a emballé mes assiettes, et la moitié est arrivée en morceaux.',
      'travel: {They} nous a vendu une visite ennuyeuse et bien trop longue.',
    ],
    neutral: [
      'billing: {They} a imprimé le ticket au comptoir.',
      'service: {They} a répondu par courrier vendredi.',
      'delivery: {They} a emballé mes assiettes dans deux cartons.',
      'travel: {They} nous a vendu une visite de deux heures.',
    ],
    positive: [
      'service: {They} a réglé mon problème aussitôt, superbe.',
      'service: {They} a répondu en quelques minutes avec une clarté merveilleuse.',
      'delivery: {They} a emballé mes assiettes avec grand soin, merci.',
      'travel: {They} nous a vendu une visite qui était un délice.',
    ],
  },
};
