/**
 * A reply being written: the points it answers ticked, the others explained, templates, photos, and the reply as the
 * resident will see it. What is open is said in words; sending is the business of whoever shows the editor.
 */
import { Button, Dropdown, Input } from 'antd'
import { type ReactNode, type Ref, useId, useState } from 'react'
import { useFormat } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Icon } from './icons.tsx'
import { PhotoInput } from './photo-input.tsx'
import { circled } from './points.ts'

export interface ReplyDraft {
  words: string
  answered: readonly number[]
  /** Reasons of the points left out, by point. */
  omitted: Readonly<Record<number, string>>
  files: readonly string[]
}

export const emptyReply: ReplyDraft = { words: '', answered: [], omitted: {}, files: [] }

interface Template {
  id: string
  title: string
  words: string
}

interface Props {
  points: readonly string[]
  draft: ReplyDraft
  keptAt: Date | undefined
  templates: readonly Template[]
  change(draft: ReplyDraft): void
  /** Ctrl+Enter. */
  send(): void
  wordsRef?: Ref<HTMLTextAreaElement>
  wordsError?: string | undefined
  maxWords: number
  /** The reply as the resident will see it. */
  preview(draft: ReplyDraft): ReactNode
  onBusy?(busy: boolean): void
  /** What changes the points. */
  pointsAction?: ReactNode
}

export function ReplyEditor(props: Props) {
  const {
    points,
    draft,
    keptAt,
    templates,
    change,
    send,
    wordsRef,
    wordsError,
    maxWords,
    preview,
    onBusy,
    pointsAction,
  } = props
  const { t } = useWords()
  const { stamp } = useFormat()
  const [previewing, setPreviewing] = useState(false)
  const [explaining, setExplaining] = useState<readonly number[]>([])
  const id = useId()
  const done = points.filter((_, point) => draft.answered.includes(point) || draft.omitted[point]?.trim()).length

  const tick = (point: number, on: boolean) => {
    const { [point]: _, ...omitted } = draft.omitted
    change({
      ...draft,
      answered: on
        ? [...draft.answered, point].sort((a, b) => a - b)
        : draft.answered.filter((other) => other !== point),
      omitted: on ? omitted : draft.omitted,
    })
  }

  return (
    <div className="stack-small">
      {points.length > 0 && (
        <fieldset>
          <legend className="unseen">{t('reply.points')}</legend>
          <div className="points">
            {points.map((words, point) => {
              const answered = draft.answered.includes(point)
              const reason = draft.omitted[point] ?? ''
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place
                <div key={point} className="point">
                  <label className="choice">
                    <input type="checkbox" checked={answered} onChange={({ target }) => tick(point, target.checked)} />
                    <span data-said>
                      {circled(point)} {words}
                    </span>
                  </label>
                  {!answered && reason.trim() === '' && <span className="warning">{t('reply.open')}</span>}
                  {!answered && reason === '' && !explaining.includes(point) && (
                    <button
                      type="button"
                      className="link"
                      aria-label={t('reply.explain.point', { n: point + 1 })}
                      onClick={() => setExplaining([...explaining, point])}
                    >
                      {t('reply.explain')}
                    </button>
                  )}
                  {!answered && (reason !== '' || explaining.includes(point)) && (
                    <Input
                      size="small"
                      value={reason}
                      maxLength={200}
                      aria-label={t('reply.why', { n: point + 1 })}
                      placeholder={t('reply.why.hint')}
                      onChange={({ target }) =>
                        change({ ...draft, omitted: { ...draft.omitted, [point]: target.value } })
                      }
                    />
                  )}
                </div>
              )
            })}
          </div>
          <div className="row">
            <p className={done < points.length ? 'warning' : 'meta'} role="status">
              {t('reply.count', { n: points.length, answered: done })}
            </p>
            <span className="row-end">{pointsAction}</span>
          </div>
        </fieldset>
      )}

      <div className="editor">
        <Input.TextArea
          ref={(area) => {
            const element = area?.resizableTextArea?.textArea ?? null
            if (typeof wordsRef === 'function') wordsRef(element)
            else if (wordsRef) wordsRef.current = element
          }}
          value={draft.words}
          rows={4}
          maxLength={maxWords}
          aria-label={t('reply.words')}
          aria-invalid={wordsError ? true : undefined}
          aria-describedby={wordsError ? `${id}-error` : undefined}
          onChange={({ target }) => change({ ...draft, words: target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault()
              send()
            }
          }}
        />
        <div className="editor-bar">
          <Dropdown
            trigger={['click']}
            disabled={templates.length === 0}
            menu={{
              items: templates.map(({ id: key, title }) => ({ key, label: title })),
              onClick: ({ key }) => {
                const chosen = templates.find((template) => template.id === key)
                if (chosen) change({ ...draft, words: joined(draft.words, chosen.words) })
              },
              style: { maxHeight: 320, overflow: 'auto' },
            }}
          >
            <Button type="text" aria-haspopup="menu">
              <Icon name="template" />
              {t('reply.template')}
            </Button>
          </Dropdown>
          <PhotoInput
            files={draft.files}
            change={(files) => change({ ...draft, files })}
            {...(onBusy ? { onBusy } : {})}
          />
          <Button type="text" aria-expanded={previewing} onClick={() => setPreviewing(!previewing)}>
            <Icon name="eye" />
            {t('reply.preview')}
          </Button>
          <span className="meta row-end" role="status">
            {keptAt && draft.words !== '' ? t('draft.kept', { time: stamp(keptAt.toISOString()) }) : ''}
          </span>
        </div>
      </div>
      {wordsError && (
        <p className="error-text" id={`${id}-error`} role="alert">
          {wordsError}
        </p>
      )}
      {previewing && (
        <section aria-label={t('reply.preview')} className="stack-small">
          <p className="meta">{t('reply.preview.note')}</p>
          {preview(draft)}
        </section>
      )}
    </div>
  )
}

const joined = (before: string, added: string) => (before.trim() === '' ? added : `${before.trimEnd()}\n${added}`)
