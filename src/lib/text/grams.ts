/**
 * Texts as pieces of signs. Pure; Chinese needs no word list for it.
 * Read next: classifier.ts, duplicates.ts.
 */

/** What is compared: NFKC, lower case, without spaces and punctuation. */
export function signsOf(text: string): string[] {
  return [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s\p{P}]/gu, ''),
  ]
}

/** Pieces of `length` signs as they stand; a shorter text is one piece. */
export function gramsOf(signs: readonly string[], length: number): string[] {
  if (signs.length === 0) return []
  if (signs.length <= length) return [signs.join('')]
  return Array.from({ length: signs.length - length + 1 }, (_, at) => signs.slice(at, at + length).join(''))
}
