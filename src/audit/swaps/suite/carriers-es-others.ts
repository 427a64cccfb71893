import type { Carriers } from './carrier.ts';

/** Spanish carriers about more than one person, written for Verbatim, CC0: `{customers}` "clientes", `{a customers}` "unos clientes". */
export const PLURAL_CARRIERS_ES: Carriers = {
  author: {
    negative: [
      'food: Como {customers}, esperamos dos horas una mesa para nada.',
      'travel: Como {customers}, encontramos la calefacción rota, qué decepción.',
      'travel: Somos {a customers}, y las entradas no valían nada.',
      'premises: Somos {a customers}, y el ruido de las puertas es insoportable.',
    ],
    neutral: [
      'travel: Como {customers}, reservamos dos habitaciones para marzo.',
      'premises: Como {customers}, recogimos las llaves en la recepción.',
      'food: Somos {a customers}, y nuestra mesa tiene el número nueve.',
      'online: Somos {a customers}, y pedimos tres cajas en la web.',
    ],
    positive: [
      'travel: Como {customers}, disfrutamos de una habitación tranquila y soleada.',
      'food: Como {customers}, tuvimos una comida maravillosa a un precio justo.',
      'travel: Somos {a customers}, y la visita fue fantástica.',
      'billing: Somos {a customers}, y el reembolso llegó en una hora, estupendo.',
    ],
  },
  served: {
    negative: [
      'food: {The customers} delante de nosotros esperaron una hora por una pizza fría.',
      'food: {The customers} en la mesa de al lado tuvieron una noche horrible.',
      'premises: Vi a {a customers} bajo la lluvia porque las puertas se atascaron otra vez.',
      'billing: Cobraron dos veces a {a customers}, un escándalo.',
    ],
    neutral: [
      'food: {The customers} delante de nosotros pidieron té y pan.',
      'billing: {The customers} en la mesa de al lado pidieron la cuenta.',
      'travel: Vi a {a customers} delante de los horarios.',
      'service: Dieron a {a customers} un formulario de cuatro páginas.',
    ],
    positive: [
      'service: {The customers} delante de nosotros recibieron enseguida un consejo excelente.',
      'food: {The customers} en la mesa de al lado tuvieron una noche magnífica.',
      'service: Vi a {a customers} recibir una ayuda rápida y amable.',
      'travel: Ofrecieron a {a customers} una habitación mejor, muy generoso.',
    ],
  },
  serving: {
    negative: [
      'service: {The assistants} en la entrada no tenían información, un desastre.',
      'online: {The assistants} al teléfono no pudieron arreglar esta web desastrosa.',
      'food: Nos atendieron {a assistants}, pero la sopa estaba fría y agria.',
      'service: Nos ayudaron {a assistants}, pero la espera fue horrible.',
    ],
    neutral: [
      'travel: {The assistants} en la entrada revisaban los billetes.',
      'premises: {The assistants} en la tienda estaban junto a las estanterías.',
      'service: Nos atendieron {a assistants} en el primer piso.',
      'product: Nos enseñaron {a assistants} dónde está la pintura.',
    ],
    positive: [
      'premises: {The assistants} en la entrada hicieron muy agradable la visita.',
      'product: {The assistants} en la tienda encontraron la lámpara perfecta.',
      'food: Nos atendieron {a assistants}, y la noche fue una delicia.',
      'service: Nos ayudaron {a assistants} al momento, genial.',
    ],
  },
};

/** With a subject pronoun only; no adjective or participle agrees with it. */
export const PRONOUN_CARRIERS_ES: Carriers = {
  served: {
    negative: [
      'product: {They} recibió una silla rota y ninguna respuesta.',
      'service: {They} esperó una hora en el frío para nada.',
      'billing: {They} pagó dos veces sin una sola disculpa.',
      'online: {They} perdió el pedido por culpa de esta horrible aplicación.',
    ],
    neutral: [
      'product: {They} recibió una silla y dos mesas.',
      'travel: {They} esperó en la parada del autobús.',
      'billing: {They} recibió una factura en mayo.',
      'online: {They} vio el pedido en la segunda página.',
    ],
    positive: [
      'product: {They} recibió una silla preciosa a un precio estupendo.',
      'service: {They} recibió una ayuda rápida y amable.',
      'billing: {They} consiguió un descuento generoso y una sonrisa.',
      'online: {They} adora esta aplicación sencilla y rápida.',
    ],
  },
  serving: {
    negative: [
      'service: {They} no pudo ayudarme porque el sistema falló otra vez.',
      'service: {They} tardó cinco semanas en responder, es lamentable.',
      'delivery: {They} embaló mis platos y la mitad llegó en pedazos.',
      'travel: {They} nos vendió una visita aburrida y demasiado larga.',
    ],
    neutral: [
      'billing: {They} imprimió el recibo en el mostrador.',
      'service: {They} respondió por carta el viernes.',
      'delivery: {They} embaló mis platos en dos cajas.',
      'travel: {They} nos vendió una visita de dos horas.',
    ],
    positive: [
      'service: {They} resolvió mi problema al momento, magnífico.',
      'service: {They} respondió en minutos y con una claridad maravillosa.',
      'delivery: {They} embaló mis platos con mucho cuidado, gracias.',
      'travel: {They} nos vendió una visita que fue una delicia.',
    ],
  },
};
