import { html } from '../../lib.js'
import { moment, number } from '../../format.js'
import { language, t } from '../../i18n.js'
import { href } from '../../router.js'
import { columnOf } from '../../text/codes.js'
import en from '../../text/desk/en/audit.js'
import fr from '../../text/desk/fr/audit.js'
import { d } from '../words.js'

/** @typedef {import('../../api/types').AuditEntry} Entry */

const words = () => (language.value === 'fr' ? fr : en)

/**
 * A page of the desk that shows the subject of an entry.
 * @type {Record<string, (subject: Entry['subject']) => string>}
 */
const pages = {
  account: (subject) => '/admin/comptes?q=' + encodeURIComponent(subject.name ?? subject.id),
  session: (subject) => '/admin/comptes?q=' + encodeURIComponent(subject.name ?? subject.id),
  station: (subject) => '/admin/stations/' + subject.id,
  point: (subject) => '/admin/points?q=' + subject.id,
  import: (subject) => '/admin/imports/' + subject.id,
}

/**
 * Of some changes the one that was made is an action of its own.
 * @param {Entry} entry
 */
function precise({ action, details: json }) {
  const [kind] = action.split('.')
  const details = /** @type {Record<string, any>} */ (json)
  const names = Object.keys(details)
  const turned = (/** @type {string} */ name) =>
    action.endsWith('.changed') && names.length === 1 && names[0] === name ? details[name]?.[1] : undefined
  if (turned('withdrawn') === false) return kind + '.restored'
  if (turned('locked') !== undefined) return turned('locked') ? 'account.locked' : 'account.unlocked'
  if (turned('outOfService') !== undefined) return turned('outOfService') ? 'point.takenOut' : 'point.putBack'
  return action
}

/**
 * An entry as a sentence: who did what to which. What is not known stands as its code.
 * @param {{ entry: Entry, ofActor: (id: string) => void }} props
 */
export function Sentence({ entry, ofActor }) {
  const w = words()
  const parts = (w.sentences[precise(entry)] ?? `{who} ${entry.action} {what}`).split(/(\{who\}|\{what\})/)
  return html`<span class="sentence">${parts.map((part) =>
    part === '{who}'
      ? html`<${Actor} entry=${entry} ofActor=${ofActor} />`
      : part === '{what}'
        ? html`<${Subject} subject=${entry.subject} />`
        : part,
  )}</span>`
}

/** @param {{ entry: Entry, ofActor: (id: string) => void }} props */
function Actor({ entry: { actor }, ofActor }) {
  if (!actor) return words().nobody
  return html`<button type="button" class="link" onClick=${() => ofActor(actor.id)}>
    ${actor.email ?? actor.id.slice(-8)}</button>`
}

/** @param {{ subject: Entry['subject'] }} props */
function Subject({ subject }) {
  const w = words()
  if (subject.id === 'unknown') return w.unknown
  const thing = w.things[/** @type {'account'} */ (subject.kind)] ?? subject.kind
  const page = pages[subject.kind]
  const name = subject.name ?? subject.id.slice(-8)
  return html`${thing} ${page ? html`<a href=${href(page(subject))}>${name}</a>` : name}`
}

/**
 * The values before and after, a line each.
 * @param {{ details: Entry['details'] }} props
 */
export const Differences = ({ details }) =>
  Object.entries(details ?? {}).map(
    ([name, value]) =>
      html`<span class="difference" key=${name}><small>${nameOf(name)}</small> ${
        isChange(name, value)
          ? html`${value[0] == null ? '' : html`<s>${plain(name, value[0])}</s>`} → ${plain(name, value[1])}`
          : plain(name, value)
      }</span>`,
  )

/** @type {(name: string, value: unknown) => value is unknown[]} */
const isChange = (name, value) => Array.isArray(value) && value.length === 2 && name !== 'released'

/** @param {string} name */
const nameOf = (name) => words().details[/** @type {'role'} */ (name)] ?? columnOf(name)

/**
 * A value as people read it.
 * @param {string} name @param {any} value @returns {string}
 */
function plain(name, value) {
  const w = words()
  if (value == null || value === '') return w.details.none
  if (value === true || value === false) return value ? d().desk.yes : d().desk.no
  if (name === 'released') return [value].flat().map(nameOf).join(', ')
  if (name === 'location' && Array.isArray(value)) return `${number(value[1], 5)}, ${number(value[0], 5)}`
  if (Array.isArray(value)) return value.map((one) => plain(name, one)).join(', ')
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, one]) => `${nameOf(key)} ${plain(key, one)}`)
      .join(', ')
  const known = {
    role: d().accounts.roles,
    source: { ...d().imports.sources, ...d().adminStations.sources },
    mode: d().imports.modes,
    sockets: t().sockets,
    access: { open: t().station.openAccess, restricted: t().station.restrictedAccess },
    displayName: { changed: w.details.changed },
  }[/** @type {'role'} */ (name)]
  const word = known?.[/** @type {'driver'} */ (String(value))]
  if (word) return word
  const text = String(value)
  if (/^[\da-f]{8}-[\da-f-]{27}$/.test(text)) return '…' + text.slice(-8)
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? moment(text) : text
}
