/**
 * Privacy texts: the versions, and the next one drafted in both languages beside the one in force, read, published.
 * Nothing that was published is changed: people agreed to it.
 */
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { dayOf } from '#lib/days.ts'
import type { Answer } from '#ui/shared/api.ts'
import { useFormat, useSession } from '#ui/shared/session.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { Field } from '#ui/staff/fields.tsx'
import { PageTitle } from '#ui/staff/page-title.tsx'
import { WideTable } from '#ui/staff/wide-table.tsx'
import { call } from './api.ts'
import { Waiting } from './staffClosed.tsx'
import { useSending } from './staffSending.ts'

type Text = Answer<'GET', '/privacy-texts'>['texts'][number]

export default function TextsPage() {
  const { t } = useWords()
  const texts = useQuery({ queryKey: ['texts'], queryFn: ({ signal }) => call('GET', '/privacy-texts', { signal }) })
  const [drafting, setDrafting] = useState(false)
  const [open, setOpen] = useState<string>()
  const page = t('desk.menu.texts')
  if (!texts.data) return <Waiting page={page} query={texts} />

  const all = texts.data.texts
  const draft = all.find(({ state }) => state === 'draft')
  const inForce = all.find(({ state }) => state === 'in_force')
  const opened = all.find(({ version }) => version === open)
  return (
    <>
      <header className="page-head-plain">
        <PageTitle words={page} />
        <span className="meta">{t('texts.note')}</span>
        {!draft && !drafting && (
          <div className="row row-end">
            <Button type="primary" onClick={() => setDrafting(true)}>
              {t('texts.new')}
            </Button>
          </div>
        )}
      </header>
      <div className="page-body stack">
        {(draft || drafting) && (
          <Draft key={draft?.version ?? ''} draft={draft} inForce={inForce} cancel={() => setDrafting(false)} />
        )}
        <Versions texts={all} open={setOpen} />
      </div>
      {opened && (
        <Modal
          open
          footer={null}
          width={900}
          title={t('texts.version', { version: opened.version })}
          onCancel={() => setOpen(undefined)}
        >
          <div className="form-columns">
            <Shown label={t('texts.zh')} words={opened.zh} language="zh-CN" />
            <Shown label={t('texts.en')} words={opened.en} language="en" />
          </div>
        </Modal>
      )}
    </>
  )
}

function Versions({ texts, open }: { texts: readonly Text[]; open(version: string): void }) {
  const { t } = useWords()
  const format = useFormat()
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('texts.versions')}</h2>
      </div>
      <WideTable label={t('texts.versions')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('texts.version.column')}</th>
              <th scope="col">{t('texts.state')}</th>
              <th scope="col">{t('texts.published')}</th>
              <th scope="col" className="n">
                {t('texts.consents')}
              </th>
            </tr>
          </thead>
          <tbody>
            {texts.map((text) => (
              <tr key={text.version}>
                <th scope="row">
                  <button type="button" className="link num" onClick={() => open(text.version)}>
                    {text.version}
                  </button>
                </th>
                <td>
                  <span className={text.state === 'in_force' ? 'badge badge-met' : 'badge badge-plain'}>
                    {t(`texts.state.${text.state}`)}
                  </span>
                </td>
                <td>
                  {text.publishedAt && format.day(dayOf(new Date(text.publishedAt)))}{' '}
                  {text.publishedBy && <span data-said>{text.publishedBy}</span>}
                </td>
                <td className="n">{format.number(text.consents)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </section>
  )
}

interface DraftProps {
  draft: Text | undefined
  inForce: Text | undefined
  cancel(): void
}

/** The next version: what is written stands beside what holds, in both languages. */
function Draft({ draft, inForce, cancel }: DraftProps) {
  const { t } = useWords()
  const { now } = useSession()
  const saving = useSending('texts')
  const publishing = useSending('texts')
  const [version, setVersion] = useState(draft?.version ?? dayOf(now()))
  const [zh, setZh] = useState(draft?.zh ?? inForce?.zh ?? '')
  const [en, setEn] = useState(draft?.en ?? inForce?.en ?? '')
  const [errors, setErrors] = useState<{ version?: string; zh?: string; en?: string }>({})
  const [asking, setAsking] = useState(false)
  const saved = draft && draft.zh === zh.trim() && draft.en === en.trim() && draft.version === version

  function save() {
    const found = {
      ...(/^\d{4}-\d{2}(-\d{1,2})?$/.test(version) ? {} : { version: t('texts.version.wrong') }),
      ...(zh.trim() === '' ? { zh: t('texts.write.zh') } : {}),
      ...(en.trim() === '' ? { en: t('texts.write.en') } : {}),
    }
    setErrors(found)
    if (Object.keys(found).length > 0) return
    const form = { version, zh: zh.trim(), en: en.trim() }
    void saving.send(form, (id) => call('POST', '/privacy-texts', { body: { id, ...form } }))
  }

  function publish() {
    if (!draft) return
    const form = { zh: draft.zh, en: draft.en }
    void publishing
      .send({ ...form, version: draft.version }, (id) =>
        call('POST', '/privacy-texts/:version/publication', {
          params: { version: draft.version },
          body: { id, ...form },
        }),
      )
      .then((done) => {
        setAsking(false)
        if (done) cancel()
      })
  }

  const error = saving.error || publishing.error
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('texts.draft')}</h2>
        <small>{t('texts.draft.note')}</small>
      </div>
      <form
        className="card-body stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (saved) setAsking(true)
          else save()
        }}
      >
        <Field label={t('texts.version.name')} note={t('texts.version.note')} error={errors.version}>
          {(ids) => (
            <Input
              {...ids}
              className="input-version"
              maxLength={10}
              readOnly={draft !== undefined}
              value={version}
              onChange={({ target }) => setVersion(target.value.trim())}
            />
          )}
        </Field>
        {(['zh', 'en'] as const).map((language) => (
          <div key={language} className="form-columns">
            <Shown
              label={t(`texts.now.${language}`)}
              words={inForce?.[language] ?? ''}
              language={language === 'zh' ? 'zh-CN' : 'en'}
            />
            <Field label={t(`texts.draft.${language}`)} error={errors[language]}>
              {(ids) => (
                <Input.TextArea
                  {...ids}
                  lang={language === 'zh' ? 'zh-CN' : 'en'}
                  rows={14}
                  maxLength={8000}
                  value={language === 'zh' ? zh : en}
                  onChange={({ target }) => (language === 'zh' ? setZh(target.value) : setEn(target.value))}
                />
              )}
            </Field>
          </div>
        ))}
        {error && (
          <p className="refusal" role="alert">
            {error}
          </p>
        )}
        <div className="row">
          <Button type="primary" htmlType="submit" loading={saving.busy}>
            {t(saved ? 'texts.publish' : 'texts.save')}
          </Button>
          {!draft && <Button onClick={cancel}>{t('do.cancel')}</Button>}
          {saved && <span className="meta">{t('texts.saved')}</span>}
        </div>
      </form>
      <Modal
        open={asking}
        title={t('texts.publish.ask', { version })}
        okText={t('texts.publish.do')}
        cancelText={t('do.cancel')}
        confirmLoading={publishing.busy}
        onOk={publish}
        onCancel={() => setAsking(false)}
      >
        <p>{t('texts.publish.note')}</p>
      </Modal>
    </section>
  )
}

function Shown({ label, words, language }: { label: string; words: string; language: string }) {
  return (
    <div className="field">
      <span className="label">{label}</span>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls and must be reachable by keyboard */}
      <section className="text-shown" tabIndex={0} lang={language} aria-label={label} data-said>
        {words}
      </section>
    </div>
  )
}
