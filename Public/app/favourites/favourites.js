import { html, useEffect, useState } from '../lib.js'
import { get } from '../api/client.js'
import { power } from '../format.js'
import { t } from '../i18n.js'
import { b } from '../reservations/words.js'
import { href } from '../router.js'
import { DemonstrationTag, isMadeUp } from '../stations/demonstration.js'
import { Empty, Fault, Waiting } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Heart } from './heart.js'
import { learn } from './kept.js'

/** @typedef {import('../api/types').Favourite} Favourite */

/** The stations that one keeps at hand. One that is let go of stays in sight until the page is left. */
export function Favourites() {
  const w = b().favourites
  const [items, setItems] = useState(/** @type {Favourite[] | null} */ (null))
  const [next, setNext] = useState(/** @type {string | null} */ ('/api/favourites?limit=50'))
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const load = async () => {
    if (!next) return
    try {
      const { body: page } = await get(next)
      for (const one of page.items) learn(one.id, true)
      setItems((old) => [...(old ?? []), ...page.items])
      setNext(page._links.next?.href ?? null)
      setError(null)
    } catch (fault) {
      setError(fault)
    }
  }
  useEffect(() => {
    load()
  }, [])
  return html`
    <${Sheet} title=${w.title} stop="full">
      ${error ? html`<${Fault} error=${error} retry=${load} />` : ''}
      ${
        !items
          ? !error && html`<${Waiting} lines=${5} />`
          : items.length
            ? html`<ul class="cards">${items.map((one) => html`<${Row} key=${one.id} station=${one} />`)}</ul>
            ${next && html`<button type="button" class="button" onClick=${load}>${t().more}</button>`}`
            : html`<${Empty} text=${w.none} icon="heart">
            <a class="button primary" href=${href('/')}>${t().toMap}</a><//>`
      }
    <//>`
}

/** @param {{ station: Favourite }} props */
function Row({ station }) {
  const { free, total, maxPowerKw } = station.points
  const isGone = station.withdrawnAt != null
  return html`
    <li><span class="grow"><strong>
      ${isGone ? station.name : html`<a href=${href('/s/' + station.id)}>${station.name}</a>`}
      ${isMadeUp(station) && html` <${DemonstrationTag} />`}</strong>
      <small>${[station.address.city, station.operator].filter(Boolean).join(' · ')}</small>
      <small>${isGone ? b().favourites.withdrawn : `${t().freeOf(free, total)} · ${power(maxPowerKw)}`}</small></span>
      <${Heart} id=${station.id} /></li>`
}
