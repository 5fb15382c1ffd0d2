import { html } from '../lib.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { More, usePages } from '../ui/pages.js'
import { Fault } from '../ui/parts.js'
import { s } from '../sites/words.js'

/** @typedef {import('../api/types').Subscription} Subscription */

/** What one follows across sites. */
export function Follows() {
  const w = s()
  const found = /** @type {ReturnType<typeof usePages<Subscription>>} */ (usePages('/api/subscriptions'))
  const { items, error, more, again } = found
  return html`
    <section aria-labelledby="follows"><h2 id="follows">${w.follows}</h2>
      <p class="muted">${w.followsText}</p>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${items && !items.length && html`<p class="muted">${w.noFollow}</p>`}
      <ul class="cards">${items?.map(
        (one) => html`<li key=${one.id}><${Icon} name="chart" size=${28} />
        <span class="grow"><strong><a href=${href('/abonnements/' + one.id)}>${one.name}</a></strong></span>
        ${one.alarmState === 'alarm' && html`<b class="badge bad">${w.alarmOn}</b>`}</li>`,
      )}</ul>
      <${More} more=${more} />
    </section>`
}
