/**
 * The number of a matter as people say it: eight digits and a check digit (Damm), grouped 4-4-1.
 * The check digit finds every single wrong digit and every swap of two neighbours.
 */
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
]

function checkDigit(digits: string): string {
  let interim = 0
  for (const digit of digits) interim = Number(DAMM[interim]?.[Number(digit)])
  return String(interim)
}

/** @param number 8 digits. @returns 9 digits without spaces, as used in addresses and stored nowhere */
export function withCheckDigit(number: number): string {
  return `${number}${checkDigit(String(number))}`
}

/** Reads what a person typed or said: spaces and full-width digits allowed. @returns the 8-digit number, or undefined */
export function parseNumber(words: string): number | undefined {
  const digits = words.normalize('NFKC').replace(/[\s-]/g, '')
  if (!/^[1-9]\d{8}$/.test(digits)) return undefined
  return checkDigit(digits.slice(0, 8)) === digits[8] ? Number(digits.slice(0, 8)) : undefined
}

/** '482716053' → '4827 1605 3' */
export function groupNumber(digits: string): string {
  return `${digits.slice(0, 4)} ${digits.slice(4, 8)} ${digits.slice(8)}`
}
