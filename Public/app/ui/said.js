import { effect, html, render } from '../lib.js'
import { t } from '../i18n.js'
import { path } from '../router.js'
import { Icon } from './icon.js'
import { announce } from './parts.js'

const place = document.createElement('aside')
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
/** The screen that it was said at. */
let where = ''

/**
 * Shows a sentence over the map, for whoever sees and whoever listens, until it is read or another screen opens.
 * @param {string} text
 */
export function say(text) {
  announce(text)
  where = path.peek()
  document.body.append(place)
  render(
    html`<p class="said">${text}<button type="button" class="round" aria-label=${t().close}
    onClick=${unsay}><${Icon} name="close" size=${20} /></button></p>`,
    place,
  )
  clearTimeout(timer)
  timer = setTimeout(unsay, 12_000)
}

function unsay() {
  clearTimeout(timer)
  place.remove()
}

effect(() => {
  if (path.value !== where) unsay()
})
