/** What honours and deeds are called, on the pages of residents and workers alike. */
import type { useWords } from '#ui/shared/words.tsx'

type Words = Pick<ReturnType<typeof useWords>, 't' | 'has'>

interface Named {
  honour: 'star' | 'governance'
  level: number | null
  quarter: string | null
}

export function honourTitle({ t }: Pick<Words, 't'>, { honour, level, quarter }: Named): string {
  if (honour === 'star') return t(`star.level.${level}`)
  return t('governance.of', partsOf(quarter ?? ''))
}

export function quarterTitle({ t }: Pick<Words, 't'>, quarter: string): string {
  return t('governance.quarter', partsOf(quarter))
}

const partsOf = (quarter: string) => ({ year: quarter.slice(0, 4), quarter: quarter.slice(5) })

/** The kind of activity, as the volunteers name it. */
export function activityTitle({ t, has }: Words, activity: string): string {
  return has(`activity.${activity}`) ? t(`activity.${activity}`) : t('hours.activity')
}
