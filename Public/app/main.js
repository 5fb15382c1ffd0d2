import { effect, html, render } from './lib.js'
import { t } from './i18n.js'
import { recall } from './accounts/session.js'
import { Shell } from './shell.js'

const root = document.getElementById('app')
if (root) render(html`<${Shell} />`, root)
recall()

const theme = localStorage.getItem('theme')
if (theme) document.documentElement.dataset.theme = theme
effect(() => { document.title = t().title })
