import { html } from '../lib.js'
import { href } from '../router.js'
import { Fault, Waiting, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { p } from './words.js'

/** Who runs this, and where what it shows comes from. */
export function LegalNotice() {
  const w = p().legal
  const { data, error, again } = useResource('/api/legal', { keep: true })
  const told = /** @type {import('../api/openapi').LegalNotice | undefined} */ (data)
  return html`
    <${Sheet} title=${w.title} stop="full">
      <section><h2>${w.operator}</h2>
        ${error ? html`<${Fault} error=${error} retry=${again} />` : !told && html`<${Waiting} lines=${2} />`}
        ${
          told &&
          html`<p>${told.operator ?? w.unnamed}</p>
          <p>${told.contact ? html`${w.contact} : <${Contact} text=${told.contact} />` : w.uncontacted}</p>`
        }
      </section>
      <${Chapters} chapters=${w.chapters} />
      <p class="center"><a href=${href('/confidentialite')}>${p().privacy.title}</a></p>
    <//>`
}

/** @param {{ text: string }} props */
const Contact = ({ text }) => (/^\S+@\S+$/.test(text) ? html`<a href=${'mailto:' + text}>${text}</a>` : text)

/** What is stored of people, and for how long: as the program does it. */
export function Privacy() {
  const w = p().privacy
  return html`
    <${Sheet} title=${w.title} stop="full">
      <${Chapters} chapters=${w.chapters} />
      <p class="center"><a href=${href('/mentions-legales')}>${p().legal.title}</a></p>
    <//>`
}

/** @param {{ chapters: { title: string, text: string[] }[] }} props */
const Chapters = ({ chapters }) =>
  chapters.map(
    (one) =>
      html`<section key=${one.title}><h2>${one.title}</h2>
      ${one.text.map((line) => html`<p key=${line}>${line}</p>`)}</section>`,
  )

/** The way to both, at the end of screens. */
export const LegalLinks = () => html`
  <p class="center muted"><a href=${href('/mentions-legales')}>${p().legal.title}</a> ·${' '}
  <a href=${href('/confidentialite')}>${p().privacy.title}</a></p>`
