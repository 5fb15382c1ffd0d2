import { html, useState } from '../../lib.js'
import { Refusal, remove, serverNow, url } from '../../api/client.js'
import { shortDate } from '../../format.js'
import { Icon } from '../../ui/icon.js'
import { More, usePages } from '../../ui/pages.js'
import { Fault, announce, useResource } from '../../ui/parts.js'
import { k } from '../words.js'
import { small } from './photo.js'

/** @typedef {import('../../api/types').DeclaredAction} MyAction */

/**
 * The steps that one has declared, and the photo of each.
 * @param {{ changed: () => void }} props
 */
export function Steps({ changed }) {
  const w = k()
  const { items, more, again } = /** @type {ReturnType<typeof usePages<MyAction>>} */ (
    usePages('/api/community/actions?limit=20')
  )
  const catalogue = useResource('/api/community/catalogue', { keep: true }).data
  const known = /** @type {{ items: { id: string, label: string }[] } | undefined} */ (catalogue)?.items ?? []
  if (!items?.length) return null
  const done = () => {
    again()
    changed()
  }
  return html`
    <section aria-labelledby="my-steps"><h2 id="my-steps">${w.mySteps}</h2>
      <ul class="cards">${items.map(
        (one) => html`<${Step} key=${one.id} one=${one} done=${done}
        label=${known.find(({ id }) => id === one.action)?.label ?? one.action} />`,
      )}</ul><${More} more=${more} /></section>`
}

/** @param {{ one: MyAction, label: string, done: () => void }} props */
function Step({ one, label, done }) {
  const w = k()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (undefined))
  const path = `/api/community/actions/${one.id}/photo`
  /** @param {() => Promise<unknown>} act */
  const doing = async (act) => {
    setBusy(true)
    setError(undefined)
    await act().then(done, setError)
    setBusy(false)
  }
  const take = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target)
    const [file] = field.files ?? []
    if (file) doing(() => send(path, file)).finally(() => (field.value = ''))
  }
  const shown = one.shown
  return html`<li class="step-card"><${Icon} name="leaf" size=${24} />
    <span class="grow"><strong>${label}</strong><small>${valid(one.validUntil)}</small>
    ${shown && html`<small>${told(shown)}</small>`}</span>
    <div class="step-proof">
    ${shown?.hasPhoto && html`<a href=${url(path)} target="_blank" rel="noopener">${w.seePhoto}</a>`}
    ${
      shown &&
      one.points > 0 &&
      html`<label class="button small" data-busy=${busy}>${shown.hasPhoto ? w.otherPhoto : w.addPhoto}
      <input type="file" class="hidden" accept="image/jpeg,image/png" disabled=${busy} onChange=${take}
        aria-label=${`${shown.hasPhoto ? w.otherPhoto : w.addPhoto}, ${label}`} /></label>`
    }
    ${
      shown?.hasPhoto &&
      html`<button type="button" class="round" disabled=${busy} aria-label=${`${w.dropPhoto}, ${label}`}
      onClick=${() => doing(() => remove(path))}><${Icon} name="close" size=${20} /></button>`
    }</div>
    ${error ? html`<${Fault} error=${error} />` : ''}</li>`
}

/**
 * For how long a step counts; of what was built nobody needs to know the day.
 * @param {string} day
 */
export function valid(day) {
  const isFar = Date.parse(day) - serverNow() > 2 * 365 * 86_400_000
  return isFar ? k().lasting : k().until(shortDate(day))
}

/**
 * How a step counts, in a sentence.
 * @param {import('../../api/types').Shown} shown
 */
export function told(shown) {
  const w = k()
  if (shown.doubted) return w.doubted
  const words = shown.settled ? w.counts[shown.counted] : w.countsForNow
  return shown.confirmations ? `${words} · ${w.confirmations(shown.confirmations, shown.needed)}` : words
}

/** @param {string} path @param {File} file */
async function send(path, file) {
  const picture = await small(file)
  const headers = { 'Content-Type': picture.type, Accept: 'application/json' }
  const answer = await fetch(url(path), { method: 'PUT', headers, body: picture })
  if (!answer.ok) throw new Refusal(await answer.json())
  announce(k().photoKept)
}
