import { html, useEffect, useMemo } from '../lib.js'
import { serverNow } from '../api/client.js'
import { ago, dayKey, number } from '../format.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Empty, Fault, Waiting, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Day } from './day.js'
import { Mix } from './mix.js'
import { Score } from './score.js'
import './style.js'
import { When } from './when.js'
import { g } from './words.js'
import { Year } from './year.js'

/**
 * @typedef {import('../api/types').GridNow} GridNow
 * @typedef {import('../api/types').GridOutlook} GridOutlook
 * @typedef {import('../api/types').TempoDays} TempoDays
 */

/** The clock that the grid goes by. */
export const zone = 'Europe/Paris'

/** The grid: how loaded, how much CO₂, and when it is good to charge. */
export function GridPage() {
  const w = g()
  const now = useResource('/api/grid/now')
  const outlook = useResource('/api/grid/outlook')
  const today = useMemo(() => dayKey(serverNow(), zone), [])
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return
      now.again()
      outlook.again()
    }, 300_000)
    return () => clearInterval(timer)
  }, [])
  const it = /** @type {GridNow | undefined} */ (now.data)
  const coming = /** @type {GridOutlook | undefined} */ (outlook.data)
  return html`
    <${Sheet} title=${w.grid} stop="full" back=${href('/energie')}>
      ${now.error ? html`<${Fault} error=${now.error} retry=${now.again} />` : ''}
      ${!it && !now.error && html`<${Waiting} lines=${6} />`}
      ${it && !it.consumption && html`<${Empty} text=${w.none} icon="chart" />`}
      ${
        it?.consumption &&
        html`
        <${Now} it=${it} today=${today} />
        ${coming && html`<${When} outlook=${coming} />`}
        <${Day} today=${today} />
        ${it.mix && html`<${Mix} mix=${it.mix} />`}
        <${Year} today=${today} />
        <${Score} />
        <p class="muted small">${w.average} ${w.licence}</p>`
      }
    <//>`
}

/** @param {{ it: GridNow, today: string }} props */
function Now({ it, today }) {
  const w = g()
  const tomorrow = dayKey(Date.parse(today + 'T12:00:00Z') + 86_400_000, zone)
  const days = /** @type {TempoDays | undefined} */ (useResource(`/api/grid/tempo?from=${today}&to=${tomorrow}`).data)
    ?.items
  const next = days?.find((one) => one.date === tomorrow)?.colour
  const isMadeUp = it.consumption?.nature === 'demonstration'
  return html`
    <section class="grid-now" aria-labelledby="grid-now">
      <h2 id="grid-now">${w.now} ${isMadeUp && html`<span class="tag">${t().demonstration}</span>`}</h2>
      <ul class="plain grid-figures">
        <li><small>${w.consumption}</small><b>${w.gigawatts(number((it.consumption?.watts ?? 0) / 1e9, 1))}</b></li>
        ${it.gramsPerKwh != null && html`<li><small>${w.carbon}</small><b>${w.grams(number(it.gramsPerKwh))}</b></li>`}
        ${it.tempo && html`<li><small>${w.tempoToday}</small><${Colour} colour=${it.tempo} /></li>`}
        ${next && html`<li><small>${w.tempoTomorrow}</small><${Colour} colour=${next} /></li>`}
      </ul>
      <p class="muted small">${it.consumption && w.age(ago(it.consumption.at))}</p>
      ${it.isStale && html`<p class="notice"><${Icon} name="warn" />${w.stale}</p>`}
      ${isMadeUp && html`<p class="notice"><${Icon} name="info" />${w.madeUp}</p>`}
    </section>`
}

/** @param {{ colour: 'blue' | 'white' | 'red' }} props */
const Colour = ({ colour }) => html`<b class="tempo" data-colour=${colour}><i></i>${g().colours[colour]}</b>`
