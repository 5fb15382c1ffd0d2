import { html } from '../lib.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { Empty } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { p } from './words.js'

/** For an address that leads nowhere: says so, and shows the ways on. */
export const NotFound = () => html`
  <${Sheet} title=${t().notFound} stop="half">
    <${Empty} text=${p().lost.text} icon="map">
      <div class="actions">
        <a class="button primary" href=${href('/')}>${t().toMap}</a>
        <button type="button" class="button" onClick=${search}>${p().lost.search}</button>
        <a class="button" href=${href('/infos')}>${p().infos.title}</a></div><//><//>`

/** The box stands over every screen of the map. */
function search() {
  const box = document.querySelector('[role=combobox]')
  if (box instanceof HTMLElement) box.focus()
}
