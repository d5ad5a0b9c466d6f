/** Pinyin of names and places, for search by sound and by initials. */
import { pinyin } from 'pinyin-pro'

/** 陈佳 → { pinyin: 'chen jia', initials: 'cj' } */
export function soundOf(name: string): { pinyin: string; initials: string } {
  const sounds = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive' })
  return {
    pinyin: sounds.join(' ').toWellFormed().toLowerCase(),
    initials: sounds
      .map((sound) => [...sound.toWellFormed()][0] ?? '')
      .join('')
      .toLowerCase(),
  }
}

/** A person's name: surnames with a second reading (曾, 单, 解) are read as surnames. */
export function soundOfPerson(name: string): { pinyin: string; initials: string } {
  const sounds = pinyin(name, { toneType: 'none', type: 'array', surname: 'head' })
  return {
    pinyin: sounds.join(' ').toWellFormed().toLowerCase(),
    initials: sounds
      .map((sound) => [...sound.toWellFormed()][0] ?? '')
      .join('')
      .toLowerCase(),
  }
}
