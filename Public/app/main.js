import { effect, html, maplibre, render } from './lib.js'
import { t } from './i18n.js'
import { recall } from './accounts/session.js'
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
