import { html } from '../lib.js'
import { columnOf, sentenceOf, valueOf } from '../text/codes.js'

/**
 * The corrections of what a file said, in words.
 * @param {{ items: import('../api/types').Evidence[] }} props
 */
export const EvidenceList = ({ items }) => html`
  <ul class="plain evidence">${items.map(
    (one, index) => html`
    <li key=${index}>${sentenceOf(one.code ?? '')}
      ${
        one.field &&
        html`<br /><small>${columnOf(one.field)}${one.from != null && html` <s>${valueOf(one.from)}</s>`}
      ${one.to != null && html` → ${valueOf(one.to)}`}</small>`
      }</li>`,
  )}</ul>`
