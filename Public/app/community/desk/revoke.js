import { html, useState } from '../../lib.js'
import { post } from '../../api/client.js'
import { moment, number } from '../../format.js'
import { Table, usePages } from '../../admin/lists/table.js'
import { Dialog } from '../../ui/dialog.js'
import { Field, FormFault, useForm } from '../../ui/parts.js'
import { kd } from './words.js'

/** @typedef {import('../../api/types').AdministeredPoints} Row */

/** The points that were given last, each of which can be taken away with a reason. */
export function PointsToCheck() {
  const w = kd()
  const [rule, setRule] = useState('levels')
  const [taking, setTaking] = useState(/** @type {Row | null} */ (null))
  const pages = usePages('/api/admin/community/points?limit=20' + (rule && '&rule=' + rule))
  const columns = [
    { name: w.when, cell: (/** @type {Row} */ one) => moment(one.earnedAt) },
    { name: w.player, cell: (/** @type {Row} */ one) => one.pseudonym },
    {
      name: w.what,
      class: 'wide',
      cell: (/** @type {Row} */ one) => html`${one.action ?? w.rules[one.rule]}
        ${one.evidence && html`<br /><small>${w.evidences[one.evidence]}</small>`}`,
    },
    { name: w.points, cell: (/** @type {Row} */ one) => number(one.points) },
    {
      name: w.state,
      class: 'act',
      cell: (/** @type {Row} */ one) =>
        one.state === 'revoked'
          ? html`<small>${w.revoked(one.reason ?? '')}</small>`
          : html`<button type="button" class="button small danger" onClick=${() => setTaking(one)}>${w.revoke}
            <span class="hidden"> ${one.pseudonym}, ${one.action ?? w.rules[one.rule]}</span></button>`,
    },
  ]
  const done = () => {
    setTaking(null)
    pages.again()
  }
  return html`<section class="desk-part" aria-labelledby="game-points"><h2 id="game-points">${w.toCheck}</h2>
    <label class="select"><span>${w.rule}</span><select value=${rule} onChange=${(/** @type {Event} */ event) =>
      setRule(/** @type {HTMLSelectElement} */ (event.target).value)}><option value="">${w.all}</option>
      ${Object.entries(w.rules).map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}
    </select></label>
    <${Table} caption=${w.toCheck} columns=${columns} pages=${pages} empty=${w.none} />
    ${taking && html`<${Revoke} row=${taking} close=${() => setTaking(null)} done=${done} />`}</section>`
}

/** @param {{ row: Row, close: () => void, done: () => void }} props */
function Revoke({ row, close, done }) {
  const w = kd()
  const { busy, error, submit } = useForm(async (data) => {
    await post(`/api/admin/community/points/${row.id}/revocation`, { reason: data.get('reason') })
    done()
  })
  return html`<${Dialog} title=${w.revokeTitle(row.pseudonym)} close=${close}><form class="form" onSubmit=${submit}>
    <p>${row.action ?? w.rules[row.rule]}, ${w.pointsOf(row.points, number(row.points))}</p>
    <${FormFault} error=${error} />
    <${Field} label=${w.reason} name="reason" required maxlength="500" hint=${w.reasonHint} error=${error} />
    <button class="button danger" disabled=${busy}>${w.revoke}</button></form><//>`
}
