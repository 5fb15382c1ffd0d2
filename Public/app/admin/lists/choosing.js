import { html } from '../../lib.js'
import { c } from '../words.js'

/** @typedef {import('./bulk').Choosing} Choosing */

/** @param {{ choosing: Choosing, item: any }} props */
export const ChooseRow = ({ choosing, item }) => html`<td class="choose" data-name=${c().bulk.choose}>
  <input type="checkbox" checked=${choosing.chosen.has(item.id)} aria-label=${c().bulk.chooseRow(choosing.nameOf(item))}
    onChange=${() => choosing.turn([item], !choosing.chosen.has(item.id))} /></td>`

/** @param {{ choosing: Choosing, items: any[] }} props */
export function ChoosePage({ choosing, items }) {
  const count = items.filter((item) => choosing.chosen.has(item.id)).length
  return html`<th scope="col" class="choose"><input type="checkbox" aria-label=${c().bulk.choosePage}
    checked=${count > 0 && count === items.length} indeterminate=${count > 0 && count < items.length}
    onChange=${() => choosing.turn(items, count < items.length)} /></th>`
}
