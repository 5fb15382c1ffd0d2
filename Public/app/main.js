import { effect, html, maplibre, render } from './lib.js'
import { t } from './i18n.js'
import { recall } from './accounts/session.js'
import { base, path } from './router.js'
import { Shell } from './shell.js'
import { heading } from './ui/sheet.js'

// The map takes hold of the graphics before the page is painted, or it waits until all of that is done: for as long as
// one would not notice.
await Promise.race([maplibre.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 250))])
const root = document.getElementById('app')
if (root) render(html`<${Shell} />`, root)
recall()

const theme = localStorage.getItem('theme')
if (theme) document.documentElement.dataset.theme = theme
effect(() => {
  document.title = heading.value ? `${heading.value} · Watts Up` : t().title
})
effect(() => {
  const link =
    document.querySelector('link[rel=canonical]') ?? document.head.appendChild(document.createElement('link'))
  Object.assign(link, { rel: 'canonical', href: base + path.value.slice(1) })
})

/** What is of use without a network comes when the first view has come to rest, or has had its time. */
const keep = () => {
  resting.disconnect()
  clearTimeout(late)
  setTimeout(() => import('./offline/keep.js').catch(() => {}), 2000)
}
const late = setTimeout(keep, 20_000)
const resting = new MutationObserver(keep)
resting.observe(document.documentElement, { attributeFilter: ['data-map'] })
