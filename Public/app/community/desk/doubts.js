import { html, useState } from '../../lib.js'
import { post, url } from '../../api/client.js'
import { moment, number } from '../../format.js'
import { Table, usePages } from '../../admin/lists/table.js'
import { Dialog } from '../../ui/dialog.js'
import { Field, FormFault, useForm } from '../../ui/parts.js'
import { kd } from './words.js'

/** @typedef {import('../../api/types').DoubtedAction} Row */

/** Steps that team mates doubt: the organiser looks and decides, with a reason. */
export function Doubts() {
  const w = kd()
  const path = '/api/admin/community/actions'
  const [deciding, setDeciding] = useState(/** @type {Row | null} */ (null))
  const pages = usePages(path + '?doubted=true&limit=20')
  if (!pages.items?.length) return null
  const columns = [
    { name: w.when, cell: (/** @type {Row} */ one) => moment(one.declaredAt) },
    { name: w.player, cell: (/** @type {Row} */ one) => one.pseudonym },
    {
      name: w.what,
      class: 'wide',
      cell: (/** @type {Row} */ one) => html`${one.label}<br /><small>${w.evidences[one.evidence]}
        ${
          one.shown.hasPhoto &&
          html` · <a href=${url(`${path}/${one.id}/photo`)} target="_blank" rel="noopener">${w.photo}</a>`
        }</small>`,
    },
    { name: w.doubts, cell: (/** @type {Row} */ one) => number(one.doubts) },
    {
      name: w.state,
      class: 'act',
      cell: (/** @type {Row} */ one) =>
        one.stands == null
          ? html`<button type="button" class="button small" onClick=${() => setDeciding(one)}>${w.decide}
            <span class="hidden"> ${one.pseudonym}, ${one.label}</span></button>`
          : html`<small>${one.stands ? w.stands : w.falls}</small>`,
    },
  ]
  return html`<section class="desk-part" aria-labelledby="game-doubts"><h2 id="game-doubts">${w.doubted}</h2>
    <${Table} caption=${w.doubted} columns=${columns} pages=${pages} empty=${w.none} />
    ${
      deciding &&
      html`<${Decide} row=${deciding} close=${() => setDeciding(null)} done=${() => {
        setDeciding(null)
        pages.again()
      }} />`
    }</section>`
}

/** @param {{ row: Row, close: () => void, done: () => void }} props */
function Decide({ row, close, done }) {
  const w = kd()
  const { busy, error, submit } = useForm(async (data) => {
    const stands = data.get('stands') === 'yes'
    await post(`/api/admin/community/actions/${row.id}/decision`, { stands, reason: data.get('reason') })
    done()
  })
  return html`<${Dialog} title=${w.decide} close=${close}><form class="form" onSubmit=${submit}>
    <p>${row.pseudonym} · ${row.label}</p>
    <${FormFault} error=${error} />
    <fieldset class="segments"><legend>${w.state}</legend>
      <label><input type="radio" name="stands" value="yes" required /> <span>${w.stands}</span></label>
      <label><input type="radio" name="stands" value="no" /> <span>${w.falls}</span></label></fieldset>
    <${Field} label=${w.reason} name="reason" required maxlength="500" hint=${w.reasonHint} error=${error} />
    <button class="button primary" disabled=${busy}>${w.decide}</button></form><//>`
}
