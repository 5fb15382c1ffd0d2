import { html, useEffect, useState } from '../lib.js'
import { url } from '../api/client.js'
import { isAdmin, me } from '../accounts/session.js'
import { SignIn } from '../accounts/signin.js'
import { t } from '../i18n.js'
import { here, href, path, screens } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Empty, Waiting } from '../ui/parts.js'
import { useHeading } from '../ui/sheet.js'
import { WaitingImports } from '../imports/waiting.js'
import { Palette } from './palette/palette.js'
import { c, d } from './words.js'

// The sheets come with the desk, and are there before it is drawn.
await Promise.all(
  ['admin', 'desk', 'console'].map(
    (name) =>
      new Promise((resolve) => {
        const link = document.createElement('link')
        link.rel = 'stylesheet'
        link.href = url(`/style/${name}.css`)
        link.onload = link.onerror = resolve
        document.head.append(link)
      }),
  ),
)

/**
 * The administrator's desk: a page of its own width over the map.
 * @param {{ children?: unknown }} props
 */
export function Administration({ children }) {
  useEffect(() => {
    document.documentElement.dataset.desk = ''
    return () => {
      delete document.documentElement.dataset.desk
    }
  }, [])
  // On a phone the rest of the row lies beyond the edge.
  useEffect(() => {
    document.querySelector('.desk-nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [path.value, me.value])
  const [isSeeking, setSeeking] = useState(false)
  useEffect(() => {
    const hear = (/** @type {KeyboardEvent} */ event) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      if (!document.querySelector('dialog[open]')) setSeeking(true)
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [])
  const w = d().desk
  const page = d().pages[/** @type {'points'} */ (here.value?.desk)]
  useHeading(page ? `${page} · ${t().tabs.admin}` : t().tabs.admin)
  if (me.value === undefined) return html`<main id="content" class="desk"><${Waiting} /></main>`
  if (me.value === null) return html`<${SignIn} />`
  if (!isAdmin.value) return html`<main id="content" class="desk"><${Empty} text=${w.forbidden} /></main>`
  return html`
    <main id="content" class="desk">
      <nav class="desk-nav" aria-label=${w.navigation}>${screens.map(
        ({ to, desk, icon }) =>
          desk &&
          icon &&
          html`<a key=${to} href=${href(to)} aria-current=${here.value?.desk === desk ? 'page' : undefined}>
            <${Icon} name=${icon} size=${20} />${d().pages[/** @type {'points'} */ (desk)]}</a>`,
      )}<button type="button" class="seek" aria-keyshortcuts="Control+K" onClick=${() => setSeeking(true)}>
        <${Icon} name="search" size=${20} />${c().palette.open} <kbd>Ctrl K</kbd></button></nav>
      <${WaitingImports} />
      ${isSeeking && html`<${Palette} close=${() => setSeeking(false)} />`}
      ${children}
    </main>`
}
