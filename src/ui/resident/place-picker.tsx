/**
 * Where something is: a building of a community, with its unit and room if they matter; or a line of words; or the
 * position of this moment, only after the person agreed to give it once.
 */
import { useMemo, useState } from 'react'
import { type Answer, call } from '#ui/shared/api.ts'
import { useSay } from '#ui/shared/say.tsx'
import { useWords } from '#ui/shared/words.tsx'
import { type CommunityName, CommunityPicker } from './community-picker.tsx'
import { useLoad } from './load.ts'
import { Button, EmptyState, ErrorLine, Failed, Field, Loading, RadioRow, Row } from './parts.tsx'
import { Sheet } from './sheet.tsx'

export interface PlaceValue {
  community: string
  communityName: string
  buildingId?: string
  /** Estate and building in one. */
  building?: string
  units?: number
  unit?: number
  room?: string
  words?: string
  longitude?: number
  latitude?: number
}

type Community = Answer<'GET', '/communities/:path'>
interface Position {
  longitude: number
  latitude: number
}

type Building = { id: string; name: string; estate: string; units: number }

/** 牡丹新村 12 幢: names as the register has them, with one space between. */
export function buildingName(estate: string, name: string): string {
  return `${estate} ${name}`
}

/** The place as one line, as the worker will see it. */
export function usePlaceLine(): (place: PlaceValue) => string {
  const { t } = useWords()
  return (place) =>
    [
      place.building ?? (place.words ? '' : place.communityName),
      place.unit ? t('place.unit', { unit: place.unit }) : '',
      place.room ? t('place.room.said', { room: place.room }) : '',
      place.words ?? '',
    ]
      .filter((part) => part !== '')
      .join(' ')
}

interface PlacePickerProps {
  open: boolean
  value: PlaceValue | undefined
  /** What the page opened with: the list, the line of words, or the position. */
  start?: 'list' | 'words' | 'position'
  onChange(place: PlaceValue): void
  onClose(): void
}

export function PlacePicker({ open, value, start = 'list', onChange, onClose }: PlacePickerProps) {
  const { t } = useWords()
  return (
    <Sheet title={t('place.title')} open={open} onClose={onClose} tall>
      <Picker
        value={value}
        start={start}
        onDone={(place) => {
          onChange(place)
          onClose()
        }}
      />
    </Sheet>
  )
}

function Picker({
  value,
  start,
  onDone,
}: {
  value: PlaceValue | undefined
  start: string
  onDone(place: PlaceValue): void
}) {
  const { t } = useWords()
  const [place, setPlace] = useState(value)
  const [choosing, setChoosing] = useState(value === undefined)
  const [step, setStep] = useState(value?.buildingId ? 'building' : start)
  const community = useLoad(place && !choosing ? `community ${place.community}` : undefined, (signal) =>
    call('GET', '/communities/:path', { params: { path: place?.community ?? '' }, signal }),
  )

  if (choosing || !place)
    return (
      <CommunityPicker
        onChoose={({ path, name }) => {
          setPlace({ community: path, communityName: name })
          setChoosing(false)
        }}
      />
    )

  const take = (building: Building, community: CommunityName, position?: Position) => {
    setPlace({
      community: community.path,
      communityName: community.name,
      buildingId: building.id,
      building: buildingName(building.estate, building.name),
      units: building.units,
      ...position,
    })
    setStep('building')
  }

  if (step === 'building' && place.buildingId)
    return <BuildingStep place={place} onOther={() => setStep('list')} onDone={onDone} />
  if (step === 'words')
    return (
      <WordsStep
        place={place}
        onList={() => setStep('list')}
        onDone={(words) => onDone(withoutBuilding({ ...place, words }))}
      />
    )

  return (
    <div className="stack">
      <div className="card list">
        <Row icon="home" note={t('place.change')} onClick={() => setChoosing(true)}>
          <span data-said lang="zh-CN">
            {place.communityName}
          </span>
        </Row>
      </div>
      <PositionStep
        open={start === 'position'}
        onFound={(position, building) => {
          if (building) return take(building, { path: building.community, name: building.communityName }, position)
          setPlace(withoutBuilding({ ...place, ...position }))
          setStep('words')
        }}
      />
      {community.value ? (
        <Buildings
          community={community.value}
          onChoose={(building) => take(building, { path: place.community, name: place.communityName })}
        />
      ) : community.error ? (
        <Failed error={community.error} onRetry={() => void community.reload()} />
      ) : (
        <Loading />
      )}
      <Button look="quiet" icon="ballpen" onClick={() => setStep('words')}>
        {t('place.words.instead')}
      </Button>
    </div>
  )
}

function withoutBuilding({ community, communityName, words, longitude, latitude }: PlaceValue): PlaceValue {
  return {
    community,
    communityName,
    ...(words === undefined ? {} : { words }),
    ...(longitude === undefined || latitude === undefined ? {} : { longitude, latitude }),
  }
}

function Buildings({ community, onChoose }: { community: Community; onChoose(building: Building): void }) {
  const { t } = useWords()
  const [words, setWords] = useState('')
  const asked = words.replace(/\s/g, '')
  const estates = useMemo(
    () =>
      community.estates
        .map((estate) => ({
          ...estate,
          buildings: estate.buildings.filter((building) =>
            `${estate.name}${building.name}`.replace(/\s/g, '').includes(asked),
          ),
        }))
        .filter((estate) => estate.buildings.length > 0),
    [community, asked],
  )
  return (
    <>
      <Field label={t('place.search')} hint={t('place.search.hint')}>
        {({ id, describedBy }) => (
          <input
            id={id}
            className="input"
            type="search"
            autoComplete="off"
            aria-describedby={describedBy}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
      </Field>
      {estates.length === 0 && <EmptyState icon="building">{t('place.none')}</EmptyState>}
      {estates.map((estate) => (
        <section key={estate.id}>
          <h3 className="group" data-said lang="zh-CN">
            {estate.name}
          </h3>
          <ul className="buildings">
            {estate.buildings.map((building) => (
              <li key={building.id}>
                <button
                  type="button"
                  className="pill"
                  aria-label={buildingName(estate.name, building.name)}
                  onClick={() => onChoose({ ...building, estate: estate.name })}
                  data-said
                  lang="zh-CN"
                >
                  {building.name}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function BuildingStep({
  place,
  onOther,
  onDone,
}: {
  place: PlaceValue
  onOther(): void
  onDone(place: PlaceValue): void
}) {
  const { t } = useWords()
  const [unit, setUnit] = useState(place.unit)
  const [room, setRoom] = useState(place.room ?? '')
  const [words, setWords] = useState(place.words ?? '')
  const done = () => {
    const { unit: _unit, room: _room, words: _words, ...rest } = place
    onDone({
      ...rest,
      ...(unit === undefined ? {} : { unit }),
      ...(room.trim() === '' ? {} : { room: room.trim() }),
      ...(words.trim() === '' ? {} : { words: words.trim() }),
    })
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        done()
      }}
    >
      <div className="card list">
        <Row icon="building" note={t('place.change')} onClick={onOther}>
          <span data-said lang="zh-CN">
            {place.building}
          </span>
        </Row>
      </div>
      {(place.units ?? 0) > 0 && (
        <RadioRow
          legend={t('place.unit.which')}
          name="unit"
          look="pills"
          value={unit === undefined ? 'none' : String(unit)}
          options={[
            { value: 'none', label: t('place.unit.none') },
            ...Array.from({ length: place.units ?? 0 }, (_, index) => ({
              value: String(index + 1),
              label: t('place.unit', { unit: index + 1 }),
            })),
          ]}
          onChange={(next) => setUnit(next === 'none' ? undefined : Number(next))}
        />
      )}
      <Field label={t('place.room')} hint={t('place.room.hint')}>
        {({ id, describedBy }) => (
          <input
            id={id}
            className="input short"
            maxLength={12}
            autoComplete="off"
            aria-describedby={describedBy}
            value={room}
            onChange={(event) => setRoom(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t('place.more')} hint={t('place.more.hint')}>
        {({ id, describedBy }) => (
          <input
            id={id}
            className="input"
            maxLength={100}
            autoComplete="off"
            aria-describedby={describedBy}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit">{t('place.done')}</Button>
    </form>
  )
}

function WordsStep({ place, onList, onDone }: { place: PlaceValue; onList(): void; onDone(words: string): void }) {
  const { t } = useWords()
  const [words, setWords] = useState(place.words ?? '')
  const [empty, setEmpty] = useState(false)
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (words.trim() === '') setEmpty(true)
        else onDone(words.trim())
      }}
    >
      {place.longitude !== undefined && <p className="second">{t('place.position.kept')}</p>}
      <Field label={t('place.words')} hint={t('place.words.hint')} error={empty ? t('place.words.empty') : undefined}>
        {({ id, describedBy, invalid }) => (
          <input
            id={id}
            className="input"
            maxLength={100}
            autoComplete="off"
            aria-describedby={describedBy}
            aria-invalid={invalid}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit">{t('place.done')}</Button>
      <Button look="quiet" onClick={onList}>
        {t('place.list.instead')}
      </Button>
    </form>
  )
}

interface PositionProps {
  open: boolean
  onFound(position: Position, building: Answer<'POST', '/buildings/nearest'>['building']): void
}

/** Asks first, then looks once. The position travels in a body and is not kept unless it becomes the place. */
function PositionStep({ open, onFound }: PositionProps) {
  const { t } = useWords()
  const say = useSay()
  const [state, setState] = useState<'closed' | 'asking' | 'looking'>(open ? 'asking' : 'closed')
  const [problem, setProblem] = useState('')

  const look = () => {
    setProblem('')
    if (!('geolocation' in navigator)) return setProblem(t('place.position.absent'))
    setState('looking')
    navigator.geolocation.getCurrentPosition(
      async ({ coords: { longitude, latitude } }) => {
        try {
          const { building } = await call('POST', '/buildings/nearest', { body: { longitude, latitude } })
          onFound({ longitude, latitude }, building)
        } catch (error) {
          setProblem(say(error))
          setState('asking')
        }
      },
      () => {
        setProblem(t('place.position.failed'))
        setState('asking')
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 },
    )
  }

  if (state === 'closed')
    return (
      <Button look="line" icon="current-location" onClick={() => setState('asking')}>
        {t('place.position')}
      </Button>
    )
  return (
    <section className="card">
      <h3 className="card-title">{t('place.position.ask')}</h3>
      <p className="second">{t('place.position.why')}</p>
      {problem && <ErrorLine>{problem}</ErrorLine>}
      <div className="pair">
        <Button look="line" busy={state === 'looking'} onClick={look}>
          {t(state === 'looking' ? 'place.position.looking' : 'place.position.yes')}
        </Button>
        <Button look="quiet" onClick={() => setState('closed')}>
          {t('place.position.no')}
        </Button>
      </div>
    </section>
  )
}
