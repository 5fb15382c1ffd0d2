import { html, render } from '../lib.js'
import { t } from '../i18n.js'
import { Icon } from './icon.js'
import { announce } from './parts.js'

/** @type {HTMLElement | undefined} */
let place
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer

/**
 * Shows a sentence over the map, for whoever sees and whoever listens, until it is read.
 * @param {string} text
 */
export function say(text) {
  announce(text)
  place ??= document.body.appendChild(document.createElement('div'))
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
  if (place) render(null, place)
}
