import { html, useState } from '../lib.js'
import { t } from '../i18n.js'
import { later } from '../later.js'
import { Icon } from '../ui/icon.js'
import { query } from '../router.js'
import { filterCount, isOn, mine, setFilter, toggle, whenFree } from './filters.js'

const FilterSheet = later(
  () => import('./filterSheet.js').then((file) => file.FilterSheet),
  () => '',
)

export function FilterChips() {
  const [isOpen, setOpen] = useState(false)
  const w = t().filters
  const usual = [
    ['available', 'now', w.availableNow],
    ['minPower', '50', w.from50],
    ['socket', 'type2', t().sockets.type2],
    ['socket', 'ccs', t().sockets.ccs],
    ['free', '1', w.free],
    ['open24h', '1', w.open24h],
    ['pmr', '1', w.pmr],
    ['card', '1', w.card],
  ]
  // First what one's car asks for and what else is on, which a narrow screen would hide.
  const chosen = ['minPower', 'socket'].flatMap((name) => query.value.getAll(name).map((value) => [name, value]))
  const isUsual = (/** @type {string[]} */ [name, value]) => usual.some((one) => one[0] === name && one[1] === value)
  const chips = new Map(
    [...mine.value, ...chosen.filter((one) => !isUsual(one)), ...usual].map(([name = '', value = '', label]) => [
      name + value,
      [name, value, label ?? (name === 'minPower' ? w.atLeast(value) : t().sockets[/** @type {'ccs'} */ (value)])],
    ]),
  )
  return html`
    <div class="chips" role="group" aria-label=${w.title}>
      <button type="button" class="chip" aria-haspopup="dialog" onClick=${() => {
        setOpen(true)
      }}>
        <${Icon} name="filter" size=${20} />${w.button}
        ${filterCount.value ? html`<b class="badge">${filterCount.value}</b>` : ''}</button>
      ${
        query.value.get('at') &&
        html`
        <button type="button" class="chip" aria-pressed="true" onClick=${() => setFilter('at', '')}>
        <${Icon} name="clock" size=${18} />${t().timeChip(whenFree())}</button>`
      }
      ${['brand', 'operator'].map(
        (name) =>
          query.value.has(name) &&
          html`<button type="button" key=${name} class="chip" aria-pressed="true" onClick=${() => setFilter(name, '')}>
          ${query.value.get(name)}<${Icon} name="close" size=${18} /></button>`,
      )}
      ${[...chips.values()].map(
        ([name = '', value = '', label]) => html`
        <button type="button" key=${name + value} class="chip" aria-pressed=${isOn(name, value)}
          onClick=${() => toggle(name, value)}>
          ${isOn(name, value) && html`<${Icon} name="check" size=${18} />`}${label}</button>`,
      )}
    </div>
    ${
      isOpen &&
      html`<${FilterSheet} close=${() => {
        setOpen(false)
      }} />`
    }`
}
