import { html, useState } from '../../lib.js'
import { get, patch, post } from '../../api/client.js'
import { shortDate } from '../../format.js'
import { Confirm, Dialog } from '../../ui/dialog.js'
import { Field, FormFault, useForm } from '../../ui/parts.js'
import { kd } from './words.js'

/** @typedef {import('../../api/types').GameSeason} Season */

/**
 * The season that runs, and the way to the next.
 * @param {{ season: Season | null, changed: () => void }} props
 */
export function SeasonBoard({ season, changed }) {
  const w = kd()
  const [doing, setDoing] = useState(/** @type {'open' | 'close' | null} */ (null))
  const done = () => {
    setDoing(null)
    changed()
  }
  const close = async () => {
    const path = '/api/admin/community/seasons/' + season?.id
    await patch(path, { state: 'closed' }, { match: (await get(path)).etag })
    done()
  }
  const isOpen = season?.state === 'open'
  return html`<section class="card board"><h2>${w.season}</h2>
    ${
      season
        ? html`<p><b>${season.name}</b>${' '}
        <span class="pill" data-kind=${isOpen ? 'good' : ''}>${w.states[season.state]}</span>
        <br />${w.span(shortDate(season.from), shortDate(season.to))}</p>
        <dl class="facts">${season.rules.maxima.map(
          (one) => html`<div key=${one.rule}><dt>${w.rules[one.rule]}</dt><dd>${one.points}</dd></div>`,
        )}</dl>`
        : html`<p class="muted">${w.noSeason}</p>`
    }
    ${
      isOpen
        ? html`<button type="button" class="button danger" onClick=${() => setDoing('close')}>${w.closeSeason}</button>`
        : html`<button type="button" class="button primary" onClick=${() => setDoing('open')}>${w.openSeason}</button>`
    }
    ${doing === 'open' && html`<${OpenSeason} close=${() => setDoing(null)} done=${done} />`}
    ${
      doing === 'close' &&
      html`<${Confirm} title=${w.closeSeason} text=${w.closeText} yes=${w.closeSeason} danger
        close=${() => setDoing(null)}
        confirm=${close} />`
    }</section>`
}

/** @param {{ close: () => void, done: () => void }} props */
function OpenSeason({ close, done }) {
  const w = kd()
  const { busy, error, submit } = useForm(async (data) => {
    await post('/api/admin/community/seasons', { name: data.get('name'), from: data.get('from'), to: data.get('to') })
    done()
  })
  return html`<${Dialog} title=${w.openSeason} close=${close}><form class="form" onSubmit=${submit}>
    <${FormFault} error=${error} />
    <${Field} label=${w.name} name="name" required maxlength="100" error=${error} />
    <${Field} label=${w.first} name="from" type="date" required error=${error} />
    <${Field} label=${w.last} name="to" type="date" required error=${error} />
    <button class="button primary" disabled=${busy}>${w.openSeason}</button></form><//>`
}
