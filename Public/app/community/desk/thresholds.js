import { html } from '../../lib.js'
import { put } from '../../api/client.js'
import { moment, number } from '../../format.js'
import { Fault, Field, FormFault, Waiting, useForm, useResource } from '../../ui/parts.js'
import { kd } from './words.js'

/**
 * @typedef {import('../../api/types').ThresholdHistory} History
 * @typedef {keyof ReturnType<typeof kd>['thresholds']} Name
 */

/** @type {Name[]} */
const game = ['memberDays', 'memberCoverage', 'leastHomes', 'electricWh', 'otherWh']
/** @type {Name[]} */
const meter = ['ticPermille', 'ticWh', 'pulsePermille', 'pulseWh', 'halfHourPermille', 'halfHourWh', 'coveragePermille']

/** What counts from where on, and what did before. */
export function ThresholdBoard() {
  const w = kd()
  const { data, error, again } = useResource('/api/admin/community/thresholds')
  const history = /** @type {History | undefined} */ (data)
  return html`<section class="desk-part" aria-labelledby="game-thresholds">
    <h2 id="game-thresholds">${w.thresholdsTitle}</h2><p class="muted">${w.thresholdsText}</p>
    ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
    ${!history && !error && html`<${Waiting} />`}
    ${
      history &&
      html`<${Change} key=${history.current.id + '-' + history.agreement.id} history=${history} done=${again} />
      <${Past} history=${history} />`
    }</section>`
}

/** @param {{ history: History, done: () => void }} props */
function Change({ history, done }) {
  const w = kd()
  const { current, agreement } = history
  const form = useForm(async (data) => {
    const number = (/** @type {string} */ name) => Number(data.get(name))
    const changed = game.filter((name) => number(name) !== current[/** @type {'memberDays'} */ (name)])
    const other = meter.filter((name) => number(name) !== agreement[/** @type {'ticWh'} */ (name)])
    const body = {
      ...Object.fromEntries(changed.map((name) => [name, number(name)])),
      ...(other.length ? { agreement: Object.fromEntries(other.map((name) => [name, number(name)])) } : {}),
    }
    await put('/api/admin/community/thresholds', body, { match: `"${current.id}-${agreement.id}"` })
    done()
  })
  const field = (/** @type {Name} */ name, /** @type {number} */ value, /** @type {string} */ within) => html`
    <${Field} key=${name} label=${w.thresholds[name]} name=${name} pointer=${within + '/' + name} type="number" required
      min="0" defaultValue=${value} error=${form.error} />`
  return html`<form class="form threshold-form" onSubmit=${form.submit}><${FormFault} error=${form.error} />
    ${game.map((name) => field(name, current[/** @type {'memberDays'} */ (name)], ''))}
    ${meter.map((name) => field(name, agreement[/** @type {'ticWh'} */ (name)], '/agreement'))}
    <button class="button primary" disabled=${form.busy}>${w.save}</button></form>`
}

/** @param {{ history: History }} props */
function Past({ history }) {
  const w = kd()
  const rows = [
    ...history.items.map((one) => ({ at: one.at, by: one.setBy, text: told(game, one) })),
    ...history.agreementItems.map((one) => ({ at: one.since, by: one.setBy, text: told(meter, one) })),
  ].sort((a, b) => (a.at < b.at ? 1 : -1))
  return html`<details><summary>${w.past(rows.length)}</summary><ul class="plain rows">${rows.map(
    (one) => html`<li key=${one.at + one.text}><span>${moment(one.at)}<small>${one.by ?? w.atFirst}</small></span>
    <small>${one.text}</small></li>`,
  )}</ul></details>`
}

/** @param {Name[]} names @param {object} one */
const told = (names, one) =>
  names.map((name) => `${kd().thresholds[name]} ${number(/** @type {any} */ (one)[name])}`).join(' · ')
