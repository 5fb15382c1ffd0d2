import { html } from '../lib.js'
import { t } from '../i18n.js'
import { Plug } from '../ui/icon.js'
import { Sheet } from '../ui/sheet.js'
import { LegalLinks } from './legal.js'
import { p } from './words.js'

/** The page of advice for a first charge. */
export function Infos() {
  const w = p().infos
  return html`
    <${Sheet} title=${w.title} stop="full">
      ${w.chapters.map(
        (one) =>
          html`<section key=${one.title}><h2>${one.title}</h2>
          ${one.text.map((line) => html`<p key=${line}>${line}</p>`)}</section>`,
      )}
      <section><h2>${w.socketsTitle}</h2><ul class="cards">${w.sockets.map(
        (one) => html`<li key=${one.socket}><${Plug} socket=${one.socket} size=${32} />
        <span><strong>${t().sockets[/** @type {'ccs'} */ (one.socket)]}</strong><small>${one.text}</small></span></li>`,
      )}</ul></section>
      <${LegalLinks} />
    <//>`
}
