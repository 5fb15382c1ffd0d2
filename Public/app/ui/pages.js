import { html, useEffect, useState } from '../lib.js'
import { get } from '../api/client.js'
import { t } from '../i18n.js'

/**
 * A list that grows by pages, as far as one asks.
 * @template T @param {string | null} path its first page
 * @returns {{ items: T[] | undefined, error: unknown, more: (() => void) | undefined, again: () => void }}
 */
export function usePages(path) {
  const [items, setItems] = useState(/** @type {T[] | undefined} */ (undefined))
  const [next, setNext] = useState(/** @type {string | null} */ (null))
  const [error, setError] = useState(/** @type {unknown} */ (undefined))
  const load = async (/** @type {string} */ from, /** @type {boolean} */ anew) => {
    try {
      const { body: page } = await get(from)
      setItems((old) => (anew ? page.items : [...(old ?? []), ...page.items]))
      setNext(page._links?.next?.href ?? null)
      setError(undefined)
    } catch (fault) {
      setError(fault)
    }
  }
  const again = () => {
    if (path) load(path, true)
  }
  useEffect(again, [path])
  return { items, error, more: next ? () => load(next, false) : undefined, again }
}

/** @param {{ more?: () => void }} props */
export const More = ({ more }) =>
  more ? html`<button type="button" class="button" onClick=${more}>${t().more}</button>` : null
