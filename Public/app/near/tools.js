import { html } from '../lib.js'
import { t } from '../i18n.js'
import { Icon } from '../ui/icon.js'
import { announce } from '../ui/parts.js'
import { locate, position } from '../map/view.js'

const fail = () => announce(t().unexpected)
const findNearest = () => import('./nearest.js').then(({ nearest }) => nearest()).catch(fail)

/** What one asks the map for on the way. */
export const Tools = () => html`
  <div class="tools">
    <button type="button" onClick=${findNearest}><${Icon} name="bolt" size=${20} />${t().nearest}</button>
    <button type="button" aria-label=${t().locate} title=${t().locate} aria-pressed=${position.value !== null}
      onClick=${() => locate().catch(fail)}><${Icon} name="locate" /></button>
  </div>`
