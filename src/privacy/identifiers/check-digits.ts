/** Checks of numbers that the library does not know. Each takes the letters and digits alone. */

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);

/** Payment cards, and many numbers of people (ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    sum += at % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return sum % 10 === 0;
}

/** NHS number: weights 10 to 2, modulus 11. */
export const passesNhs = (digits: string): boolean =>
  (11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(digits[9]) &&
  !/^(\d)\1+$/.test(digits);

/** German identity cards and passports: 7, 3, 1 over nine characters (ICAO 9303). */
export const passesIcao = (text: string): boolean =>
  [...text.slice(0, 9)].reduce((sum, it, at) => sum + Number.parseInt(it, 36) * [7, 3, 1][at % 3]!, 0) %
    10 ===
  Number(text[9]);

/** Polish identity cards: three letters, a check digit, five digits. */
export const passesDowod = (text: string): boolean => {
  const weights = [7, 3, 1, 9, 7, 3, 1, 7, 3];
  return [...text].reduce((sum, it, at) => sum + Number.parseInt(it, 36) * weights[at]!, 0) % 10 === 0;
};

/** Hungarian TAJ: 3 and 7 in turns, modulus 10. */
export const passesTaj = (digits: string): boolean =>
  weighted(digits, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === Number(digits[8]);

/** Hungarian tax number of a person: weights 1 to 9, modulus 11. */
export const passesAdojel = (digits: string): boolean =>
  weighted(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === Number(digits[9]);

/** Czech and Slovak birth number: a date (month raised by 50 for women), and since 1954 a check digit, modulus 11. */
export const passesRodneCislo = (digits: string): boolean => {
  const month = Number(digits.slice(2, 4)) % 50;
  const day = Number(digits.slice(4, 6));
  const isDate = day >= 1 && day <= 31 && month % 20 >= 1 && month % 20 <= 12;
  if (digits.length === 9) return isDate && Number(digits.slice(0, 2)) < 54;
  return isDate && (Number(digits.slice(0, 9)) % 11) % 10 === Number(digits[9]);
};

/** Russian SNILS: weights 9 to 1, modulus 101. */
export const passesSnils = (digits: string): boolean =>
  (weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100 === Number(digits.slice(9));

/** Day, month and two digits of the year, as many numbers begin; days may be raised by 40 (Nordic coordination numbers). */
export const isDayMonthYear = (digits: string): boolean => {
  const day = Number(digits.slice(0, 2)) % 40;
  const month = Number(digits.slice(2, 4));
  return day >= 1 && day <= 31 && month >= 1 && month <= 12;
};
