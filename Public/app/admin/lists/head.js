import { html } from '../../lib.js'
import { renew, url } from '../../api/client.js'
import { number } from '../../format.js'
import { query } from '../../router.js'
import { Icon } from '../../ui/icon.js'
import { c } from '../words.js'

/** @typedef {{ matching: number, all: number }} Totals */

/**
 * What stands above every list: how many rows there are and how many of them match, and the list as a file.
 * @param {{ pages: { totals: Totals | null }, path: string, filters: string[], name: string }} props
 */
export function ListHead({ pages, path, filters, name }) {
  const asked = new URLSearchParams()
  for (const filter of filters) {
    const value = query.value.get(filter)
    if (value) asked.set(filter, value)
  }
  return html`<div class="list-head"><p role="status">${sums(pages.totals)}</p>
    <${File} path=${`${path}.csv${String(asked) && '?' + asked}`} name=${name} /></div>`
}

/** @param {Totals | null} totals */
function sums(totals) {
  if (!totals) return ''
  const { matching, all } = totals
  return matching === all
    ? c().list.all(all, number(all))
    : c().list.some(number(matching), c().list.all(all, number(all)))
}

/**
 * A file that the browser fetches by itself: with a session that does not end in the middle.
 * @param {{ path: string, name: string }} props
 */
function File({ path, name }) {
  const fetchIt = async (/** @type {MouseEvent} */ event) => {
    const link = /** @type {HTMLAnchorElement} */ (event.currentTarget)
    if (link.dataset.ready) {
      delete link.dataset.ready
      return
    }
    event.preventDefault()
    if ((await renew()) !== 'renewed') return
    link.dataset.ready = 'yes'
    link.click()
  }
  return html`<a class="button small" href=${url(path)} download onClick=${fetchIt}
    aria-label=${c().list.csvOf(name)}><${Icon} name="table" size=${16} /> ${c().list.csv}</a>`
}
