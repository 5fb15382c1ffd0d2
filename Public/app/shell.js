import { html, useLayoutEffect, useRef } from './lib.js'
import { isAdmin, me } from './accounts/session.js'
import { online } from './api.js'
import { language, speak, t } from './i18n.js'
import { FilterChips } from './map/chips.js'
import { Legend } from './map/legend.js'
import { startMap } from './map/map.js'
import { mapFault } from './map/view.js'
import { base, href, path } from './router.js'
import { SearchBox } from './stations/search.js'
import { Screen } from './screens.js'
import { Icon } from './ui/icon.js'
import { announced } from './ui/parts.js'

export function Shell() {
  const isAdministration = path.value.startsWith('/admin')
  return html`
    <a class="skip" href="#content">${t().skip}</a>
    <${MapCanvas} />
    <header class="top" hidden=${isAdministration}>
      <${SearchBox} />
      <${FilterChips} />
    </header>
    <${Screen} />
    <${Tabs} />
    ${!online.value && html`<p class="banner" role="status"><${Icon} name="warn" size=${20} />${t().offlineBanner}</p>`}
    <p class="hidden" role="status" aria-live="polite">${announced.value}</p>`
}

/** Made once and never again: whatever is drawn over it, the map stays. */
function MapCanvas() {
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => {
    if (element.current) startMap(element.current)
  }, [])
  return html`
    <div class="map" role="region" aria-label=${t().tabs.map}>
      <div class="map-canvas" ref=${element}></div>
      <${Legend} />
      ${mapFault.value && html`<p class="map-fault">${t().mapFault}</p>`}
    </div>`
}

function Tabs() {
  const here = path.value
  const tabs = [
    ['/', 'map', t().tabs.map, here === '/' || here.startsWith('/s/')],
    [
      '/reservation',
      'calendar',
      t().tabs.reservation,
      here.startsWith('/reservation') || here.startsWith('/historique'),
    ],
    ['/charge', 'bolt', t().tabs.charge, here.startsWith('/charge')],
    [
      '/profil',
      'person',
      me.value ? t().tabs.profile : t().tabs.signIn,
      here.startsWith('/profil') || here.startsWith('/connexion'),
    ],
  ]
  return html`
    <nav class="tabs" aria-label=${t().tabs.label}>
      <a class="brand" href=${href('/')} aria-label=${t().home}>
      <img src=${base + 'icon.svg'} alt="" width="36" height="36" /></a>
      ${tabs.map(
        ([to, icon, label, isHere]) => html`
        <a key=${to} href=${href(String(to))} aria-current=${isHere ? 'page' : undefined}><${Icon} name=${icon} /><span>
        ${label}</span></a>`,
      )}
      ${
        isAdmin.value &&
        html`
        <a class="only-wide" href=${href('/admin')} aria-current=${here.startsWith('/admin') ? 'page' : undefined}>
          <${Icon} name="table" /><span>${t().tabs.admin}</span></a>`
      }
      <button type="button" class="language only-wide" lang=${language.value === 'fr' ? 'en' : 'fr'}
        onClick=${() => speak(language.value === 'fr' ? 'en' : 'fr')}>${t().otherLanguage}</button>
    </nav>`
}
