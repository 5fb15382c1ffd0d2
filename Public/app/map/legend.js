import { html } from '../lib.js'
import { t } from '../i18n.js'
import { DemonstrationTag, isDemonstration } from '../stations/demonstration.js'
import { Icon } from '../ui/icon.js'

/** The meaning of the circles, and whether they are real. */
export function Legend() {
  const w = t().legend
  return html`
    <div class="legend">
      <details><summary><${Icon} name="info" size=${18} />${w.title}</summary>
        <ul>
          <li><b class="mark small" data-state="free"><span>22<small>kW</small></span></b>${w.station}</li>
          <li><b class="mark small group" data-state="free">147</b>${w.cluster}</li>
          <li><b class="mark small" data-state="free"></b>${w.free}</li>
          <li><b class="mark small" data-state="few"></b>${w.few}</li>
          <li><b class="mark small" data-state="full"></b>${w.full}</li>
        </ul>
      </details>
      ${isDemonstration.value && html`<${DemonstrationTag} />`}
    </div>`
}
