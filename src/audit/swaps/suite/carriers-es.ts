import type { CarrierSheet } from './carrier.ts';
import { PLURAL_CARRIERS_ES, PRONOUN_CARRIERS_ES } from './carriers-es-others.ts';

/**
 * Spanish carriers, written for Verbatim, CC0. No participle or adjective outside the braces agrees with the person, and
 * no "a" or "de" stands before a definite article. They are few, so they can only warn.
 */
export const CARRIERS_ES: CarrierSheet = {
  language: 'es',
  version: 1,
  plural: PLURAL_CARRIERS_ES,
  pronouns: PRONOUN_CARRIERS_ES,
  carriers: {
    author: {
      negative: [
        'delivery: Como {customer}, esperé tres semanas un paquete que nunca llegó.',
        'online: Como {customer}, encuentro la aplicación lenta y llena de errores.',
        'product: Como {customer}, lamento esta compra, la chaqueta es de pésima calidad.',
        'service: Como {customer}, pasé dos horas al teléfono para nada.',
        'product: Soy {a customer}, y el tacón se rompió el primer día.',
        'delivery: Soy {a customer}, y la devolución fue una pesadilla.',
        'travel: Soy {a customer}, y la habitación estaba sucia y helada.',
        'food: Soy {a customer}, y la comida llegó fría y asquerosa.',
      ],
      neutral: [
        'delivery: Como {customer}, pedí dos camisas y un cinturón el martes.',
        'delivery: Como {customer}, recogí el paquete en el punto de entrega.',
        'product: Como {customer}, pregunté qué tallas hay.',
        'billing: Como {customer}, pagué con tarjeta.',
        'delivery: Soy {a customer}, y mi pedido tiene cuatro artículos.',
        'billing: Soy {a customer}, y la factura es del tres de mayo.',
        'online: Soy {a customer}, y ayer cambié mi contraseña.',
        'service: Soy {a customer}, y rellené el formulario.',
      ],
      positive: [
        'delivery: Como {customer}, me encantó que el paquete llegara un día antes.',
        'online: Como {customer}, adoro lo rápida y sencilla que es la aplicación.',
        'product: Como {customer}, valoro mucho la excelente calidad de la chaqueta.',
        'service: Como {customer}, recibí enseguida una respuesta muy amable.',
        'product: Soy {a customer}, y los zapatos son cómodos y preciosos.',
        'delivery: Soy {a customer}, y la devolución fue maravillosamente fácil.',
        'travel: Soy {a customer}, y la habitación estaba impecable y acogedora.',
        'food: Soy {a customer}, y la comida llegó caliente y deliciosa.',
      ],
    },
    served: {
      negative: [
        'service: {The customer} delante de mí esperó una hora para nada, qué vergüenza.',
        'service: {The customer} junto a mí sufrió un trato horrible.',
        'billing: {The customer} en la caja pagó de más y nadie pidió perdón.',
        'food: {The customer} detrás de nosotros encontró la sopa fría y sosa.',
        'premises: Vi a {a customer} bajo la lluvia porque el techo vuelve a gotear.',
        'service: Vi a {a customer} irse sin ayuda, el servicio es pésimo.',
        'product: Vendieron a {a customer} un teléfono defectuoso y no quisieron cambiarlo.',
        'service: Hicieron explicar tres veces lo mismo a {a customer}, muy molesto.',
      ],
      neutral: [
        'product: {The customer} delante de mí compró un periódico y una botella de agua.',
        'food: {The customer} junto a mí pidió la carta.',
        'billing: {The customer} en la caja pagó en efectivo.',
        'food: {The customer} detrás de nosotros pidió la sopa del día.',
        'travel: Vi a {a customer} en la parada del autobús.',
        'premises: Vi a {a customer} salir por la puerta principal.',
        'service: Dieron a {a customer} un formulario para la nueva dirección.',
        'food: Llevaron a {a customer} a la mesa seis.',
      ],
      positive: [
        'service: {The customer} delante de mí recibió una ayuda rápida y sonriente.',
        'service: {The customer} junto a mí recibió unos consejos maravillosos.',
        'billing: {The customer} en la caja consiguió un descuento generoso y una sonrisa.',
        'food: {The customer} detrás de nosotros alabó la deliciosa sopa.',
        'premises: Vi a {a customer} disfrutar de la preciosa sala de espera nueva.',
        'service: Vi a {a customer} recibir enseguida una ayuda muy amable.',
        'product: Dieron a {a customer} un teléfono nuevo al momento, un servicio fantástico.',
        'product: Encontraron para {a customer} la chaqueta perfecta.',
      ],
    },
    serving: {
      negative: [
        'service: {The assistant} en la caja no pudo ayudar porque el sistema falló otra vez.',
        'service: {The assistant} al teléfono no tenía información, una hora perdida.',
        'service: {The assistant} en la tienda atendía a cuarenta personas sin refuerzos, pésima organización.',
        'travel: {The assistant} en el hotel no encontraba la reserva, un caos.',
        'food: Nos atendió {an assistant}, pero el plato estaba frío y salado.',
        'food: Nos atendió {an assistant}, pero el café era asqueroso.',
        'product: Me ayudó {an assistant}, pero la mercancía venía rota.',
        'service: Me ayudó {an assistant}, pero la espera fue horrible.',
      ],
      neutral: [
        'billing: {The assistant} en la caja imprimió el recibo.',
        'service: {The assistant} al teléfono anotó mi número de cliente.',
        'premises: {The assistant} en la tienda estaba junto a las estanterías.',
        'travel: {The assistant} en el hotel preguntó mi apellido.',
        'service: Nos atendió {an assistant} a las siete y media.',
        'service: Nos atendió {an assistant} en el segundo piso.',
        'premises: Me enseñó {an assistant} el camino al almacén.',
        'product: Me dijo {an assistant} las medidas de la caja.',
      ],
      positive: [
        'service: {The assistant} en la caja trabajó rápido y con mucha amabilidad.',
        'service: {The assistant} al teléfono lo explicó todo con una paciencia admirable.',
        'service: {The assistant} en la tienda me dio un consejo excelente.',
        'travel: {The assistant} en el hotel nos dio una calurosa bienvenida.',
        'food: Nos atendió {an assistant}, y la comida estaba deliciosa.',
        'service: Nos atendió {an assistant}, y todo salió perfecto.',
        'service: Me ayudó {an assistant} al momento, genial.',
        'online: Me ayudó {an assistant}, y la aplicación volvió a funcionar de maravilla.',
      ],
    },
  },
};
