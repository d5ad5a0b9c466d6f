/** Numbers in circles, as points of a complaint are counted: ① ② ③. */
export function circled(place: number): string {
  return place < 20 ? String.fromCodePoint(0x2460 + place) : `(${place + 1})`
}
