import { html, useRef, useState } from '../../lib.js'
import { Icon } from '../../ui/icon.js'
import { useResource } from '../../ui/parts.js'
import { k } from '../words.js'

/** @typedef {import('../../api/types').Idea} Idea */

/** A carousel of ideas, by finger, by button and by key. */
export function Ideas() {
  const w = k()
  const ideas = /** @type {{ items: Idea[] } | undefined} */ (useResource('/api/community/ideas').data)?.items ?? []
  const row = useRef(/** @type {HTMLUListElement | null} */ (null))
  const [at, setAt] = useState(0)
  if (!ideas.length) return null
  const show = (/** @type {number} */ index) => {
    const next = (index + ideas.length) % ideas.length
    const card = row.current?.children[next]
    if (card instanceof HTMLElement) row.current?.scrollTo({ left: card.offsetLeft - row.current.offsetLeft })
    setAt(next)
  }
  const follow = () => {
    const list = row.current
    if (list) setAt(Math.round(list.scrollLeft / Math.max(1, list.scrollWidth / ideas.length)))
  }
  return html`
    <section class="ideas" aria-labelledby="ideas" aria-roledescription="carousel">
      <div class="split"><h2 id="ideas">${w.ideas}</h2>
        <span class="steps-buttons"><button type="button" class="round" aria-label=${w.previous}
          onClick=${() => show(at - 1)}><${Icon} name="back" /></button>
        <button type="button" class="round" aria-label=${w.following} onClick=${() => show(at + 1)}>
          <${Icon} name="next" /></button></span></div>
      <ul class="plain" ref=${row} tabindex="0" aria-label=${w.ideas} onScroll=${follow}>${ideas.map(
        (one, index) => html`<li key=${one.id} class="card" aria-label=${w.idea(index + 1, ideas.length)}>
        <h3>${one.title}</h3><p>${one.text}</p>
        <p class="small"><a href=${one.source.url} rel="noopener" target="_blank">${one.source.name}</a></p></li>`,
      )}</ul>
    </section>`
}
