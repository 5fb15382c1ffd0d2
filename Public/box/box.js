// The box's page at home: asks the box every two seconds, and needs nothing from beyond the home.
import { chosenLanguage, words } from './words.js'

/**
 * @typedef {{
 *   mode: string | null, serial: string | null, usagePointId: string | null,
 *   meter: { connected: boolean, lastFrameAt: string | null },
 *   groups: { valid: number, corrupt: number, implausible: number },
 *   indexes: Record<string, number>, apparentVa: number | null,
 *   clock: { quality: string, at: string | null },
 *   alarms: { cause: keyof typeof words.fr.causes, since: string | null }[],
 *   relay: { armed: boolean, state: 'supplied' | 'shed' },
 *   sync: { sequence: number, acknowledged: number, lag: number },
 * }} Now
 * @typedef {{ isThere: boolean, armed: boolean, state: string, byHand: string | null, warning: string }} Relay
 */

let language = chosenLanguage()
/** @type {Now | undefined} */
let now
/** @type {Relay | undefined} */
let relay

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id))
const word = () => words[language]
const locale = () => (language === 'fr' ? 'fr-FR' : 'en-GB')

/** @param {string} path @param {RequestInit} [how] */
async function ask(path, how = {}) {
  const headers = { 'Accept-Language': language, 'X-Pin': input('pin').value, ...how.headers }
  const answer = await fetch(path, { ...how, headers })
  const body = answer.status === 204 ? null : await answer.json()
  if (!answer.ok) throw new Error(body?.detail ?? String(answer.status))
  return body
}

/** @param {string} id */
const input = (id) => /** @type {HTMLInputElement} */ (element(id))

/** @param {string} path @param {string} method @param {object} [body] */
async function change(path, method, body) {
  const said = element('said')
  said.textContent = ''
  try {
    const json = body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
    await ask(path, { method, ...json })
    sessionStorage.setItem('pin', input('pin').value)
    said.textContent = word().done
  } catch (error) {
    said.textContent = error instanceof Error ? error.message : String(error)
  }
  await look()
}

// What is shown

function showWords() {
  document.documentElement.lang = language
  for (const place of document.querySelectorAll('[data-word]')) {
    const name = /** @type {HTMLElement} */ (place).dataset.word ?? ''
    place.textContent = String(/** @type {Record<string, unknown>} */ (word())[name] ?? name)
  }
  element('language').textContent = word().other
  document.title = word().title
}

/** @param {[string, string][]} pairs @param {string} outer @param {string} first @param {string} second */
function pairs(pairs, outer, first, second) {
  return pairs.flatMap(([name, value]) => {
    const [a, b] = [document.createElement(first), document.createElement(second)]
    a.textContent = name
    b.textContent = value
    if (!outer) return [a, b]
    const around = document.createElement(outer)
    around.append(b, a)
    return [around]
  })
}

/** @param {number | undefined} wattHours */
const energy = (wattHours) =>
  wattHours === undefined
    ? '–'
    : `${(wattHours / 1000).toLocaleString(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 })} kWh`

/** @param {Record<string, number>} indexes */
function drawnTotal(indexes) {
  if (indexes.EAST !== undefined) return indexes.EAST
  const registers = Object.entries(indexes).filter(([name]) => /^(BASE|HCH|EJPH|BBRH)/.test(name))
  return registers.length ? registers.reduce((sum, [, value]) => sum + value, 0) : undefined
}

/** @param {string | null} at */
const time = (at) =>
  at ? new Date(at).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' }) : word().unknown

/** @param {Now} now */
function showNow(now) {
  const power = now.apparentVa === null ? '–' : `${now.apparentVa.toLocaleString(locale())} VA`
  /** @type {[string, string][]} */
  const figures = [
    [word().power, power],
    [word().drawn, energy(drawnTotal(now.indexes))],
  ]
  if (now.indexes.EAIT !== undefined) figures.push([word().injected, energy(now.indexes.EAIT)])
  figures.push([word().clock, time(now.clock.at)])
  element('figures').replaceChildren(...pairs(figures, 'div', 'span', 'b'))
  element('advice').hidden = now.mode !== 'historique'
  element('advice').textContent = word().standardAdvice
  showAlarms(now)
  showFacts(now)
}

/** @param {Now} now */
function showAlarms(now) {
  element('alarms').hidden = now.alarms.length === 0
  const lines = now.alarms.map((alarm) => `${word().causes[alarm.cause] ?? alarm.cause} (${time(alarm.since)})`)
  // Said again only when it says something else.
  if (element('causes').innerText.trim() === lines.join('\n')) return
  element('causes').replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement('li')
      item.textContent = line
      return item
    }),
  )
}

/** @param {Now} now */
function showFacts(now) {
  const { valid, corrupt, implausible } = now.groups
  const heard = now.meter.lastFrameAt ? ` (${time(now.meter.lastFrameAt)})` : ''
  const wire = (now.meter.connected ? word().heard : word().silent) + heard
  element('facts').replaceChildren(
    ...pairs(
      [
        [word().connected, wire],
        [word().mode, now.mode ?? word().none],
        [word().serial, now.serial ?? word().none],
        [word().usagePoint, now.usagePointId ?? word().none],
        [word().groups, `${valid} ${word().valid}, ${corrupt} ${word().corrupt}, ${implausible} ${word().implausible}`],
        [word().sent, `${now.sync.acknowledged} / ${now.sync.sequence} (${now.sync.lag} ${word().waiting})`],
      ],
      '',
      'dt',
      'dd',
    ),
  )
}

/** @param {Relay} relay */
function showRelay(relay) {
  element('relay').hidden = !relay.isThere
  element('relay-hand').hidden = !relay.armed
  element('arming').hidden = relay.armed
  element('warning').textContent = relay.warning
  const state = relay.state === 'shed' ? word().isShed : word().supplied
  element('relay-state').textContent = relay.armed
    ? `${state} ${relay.byHand ? word().byHand : ''}`.trim()
    : word().notArmed
}

function showCurve() {
  const hasClock = Boolean(now?.clock.at)
  element('today-none').hidden = hasClock
  const curve = /** @type {HTMLImageElement} */ (element('curve'))
  curve.hidden = !hasClock
  if (!hasClock) return
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  curve.alt = word().curve
  curve.src = `/api/today/chart.svg?width=640&height=280&theme=${theme}`
}

async function look() {
  try {
    ;[now, relay] = await Promise.all([ask('/api/now'), ask('/api/relay')])
    element('away').hidden = true
    if (now) showNow(now)
    if (relay) showRelay(relay)
  } catch {
    element('away').hidden = false
    element('away').textContent = word().away
  }
}

// What is done

element('language').addEventListener('click', () => {
  language = language === 'fr' ? 'en' : 'fr'
  localStorage.setItem('language', language)
  showWords()
  look().then(showCurve)
})
element('silence').addEventListener('click', () => change('/api/alarms/silence', 'POST'))
element('disarm').addEventListener('click', () => change('/api/relay/arming', 'DELETE'))
for (const button of document.querySelectorAll('[data-wanted]')) {
  const wanted = /** @type {HTMLElement} */ (button).dataset.wanted || null
  button.addEventListener('click', () => change('/api/relay', 'POST', { wanted }))
}
element('arming').addEventListener('submit', (event) => {
  event.preventDefault()
  const form = /** @type {HTMLFormElement} */ (element('arming'))
  const values = new FormData(form)
  const body = { declaredWatts: Number(values.get('watts')), understood: values.get('understood') === 'on' }
  change('/api/relay/arming', 'PUT', body)
})

input('pin').value = sessionStorage.getItem('pin') ?? ''
showWords()
look().then(showCurve)
setInterval(look, 2000)
setInterval(showCurve, 60_000)
