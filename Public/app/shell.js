import { html, useLayoutEffect, useRef } from './lib.js'
import { isAdmin, isUnreachable, me } from './accounts/session.js'
import { online } from './api/client.js'
import { language, speak, t } from './i18n.js'
import { FilterChips } from './map/chips.js'
import { Legend } from './map/legend.js'
import { startMap } from './map/map.js'
import { Tools } from './near/tools.js'
import { mapFault } from './map/view.js'
import { base, here, href, path, screens } from './router.js'
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

/** The map is made once and never again, whatever is drawn over it. */
function MapCanvas() {
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => {
    if (element.current) startMap(element.current)
  }, [])
  return html`
    <div class="map" role="region" aria-label=${t().tabs.map}>
      <div class="map-canvas" ref=${element}></div>
      <${Tools} />
      <${Legend} />
      ${mapFault.value && html`<p class="map-fault">${t().mapFault}</p>`}
    </div>`
}

function Tabs() {
  const isDesk = path.value.startsWith('/admin')
  const label = (/** @type {string} */ tab) =>
    tab === 'profile' && !me.value && !isUnreachable.value ? t().tabs.signIn : t().tabs[/** @type {'map'} */ (tab)]
  return html`
    <nav class="tabs" aria-label=${t().tabs.label}>
      <a class="brand" href=${href('/')} aria-label=${t().home}>
        <img src=${base + 'icon.svg'} alt="" width="36" height="36" /></a>
      ${screens.map(
        ({ to, tab, icon }) =>
          tab &&
          icon &&
          html`<a key=${to} href=${href(to)} aria-current=${here.value?.tab === tab ? 'page' : undefined}>
            <${Icon} name=${icon} /><span>${label(tab)}</span></a>`,
      )}
      ${
        isAdmin.value &&
        html`<a class="only-wide" href=${href('/admin')} aria-current=${isDesk ? 'page' : undefined}>
          <${Icon} name="table" /><span>${t().tabs.admin}</span></a>`
      }
      <button type="button" class="language only-wide" lang=${language.value === 'fr' ? 'en' : 'fr'}
        onClick=${() => speak(language.value === 'fr' ? 'en' : 'fr')}>${t().otherLanguage}</button>
    </nav>`
}
