import { html, useEffect, useState } from '../lib.js'
import { post, remove, serverNow } from '../api/client.js'
import { day, dayKey, number, time } from '../format.js'
import { Confirm } from '../ui/dialog.js'
import { More, usePages } from '../ui/pages.js'
import { Fault, Field, FormFault, useForm } from '../ui/parts.js'
import { k } from './words.js'

/** @typedef {import('../api/types').AnnouncedShedding} Shedding */

const zone = 'Europe/Paris'

/**
 * Load that is given up: announced here, paid by the meter.
 * @param {{ isOpen: boolean, peaks: { from: string, to: string }[] }} props
 */
export function Sheddings({ isOpen, peaks }) {
  const w = k()
  const { items, error, more, again } = /** @type {ReturnType<typeof usePages<Shedding>>} */ (
    usePages('/api/community/sheddings?limit=10')
  )
  const [dropping, setDropping] = useState(/** @type {string | null} */ (null))
  const drop = async () => {
    await remove('/api/community/sheddings/' + dropping)
    setDropping(null)
    again()
  }
  return html`
    <section id="my-sheddings" aria-labelledby="sheddings"><h2 id="sheddings">${w.sheddings}</h2>
      <p class="muted">${w.sheddingsText}${' '}
      ${peaks.length > 0 && w.peaks(peaks.map((one) => `${one.from} – ${one.to}`).join(', '))}</p>
      ${isOpen && html`<${Announce} done=${again} />`}
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${items?.length === 0 && html`<p class="muted">${w.sheddingsNone}</p>`}
      <ul class="plain rows">${(items ?? []).map(
        (one) => html`<li key=${one.id}><span>${day(one.from, zone)}, ${time(one.from, zone)} – ${time(one.to, zone)}
          <small>${number(one.watts)} W · ${stateOf(one)}</small></span>
          ${
            Date.parse(one.from) > serverNow()
              ? html`<button type="button" class="button small" onClick=${() => setDropping(one.id)}>
                ${w.cancel}</button>`
              : one.points != null && html`<b class="won">+${number(one.points)}</b>`
          }</li>`,
      )}</ul><${More} more=${more} />
      ${
        dropping &&
        html`<${Confirm} title=${w.cancel} text=${w.cancelText} yes=${w.cancel} danger close=${() => setDropping(null)}
          confirm=${drop} />`
      }
    </section>`
}

/** @param {Shedding} one */
function stateOf(one) {
  const w = k()
  if (one.state) return w.states[one.state]
  return Date.parse(one.to) > serverNow() ? w.coming : w.waits
}

/** @param {{ done: () => void }} props */
function Announce({ done }) {
  const w = k()
  const today = dayKey(serverNow(), zone)
  const [form, setForm] = useState({ day: today, from: '18:00', to: '20:00', watts: '2000' })
  const worth = useWorth(form)
  const { busy, error, submit } = useForm(async () => {
    await post('/api/community/sheddings', { ...span(form), watts: Number(form.watts) })
    done()
  })
  const set = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target)
    setForm((old) => ({ ...old, [field.name]: field.value }))
  }
  return html`
    <form class="form shedding" onSubmit=${submit}><${FormFault} error=${error} />
      <div class="day-and-hours"><${Field} label=${w.day} name="day" pointer="/day" type="date" required min=${today}
        value=${form.day} onInput=${set} error=${error} />
      <${Field} label=${w.from} name="from" type="time" required value=${form.from} onInput=${set} error=${error} />
      <${Field} label=${w.to} name="to" type="time" required value=${form.to} onInput=${set} error=${error} /></div>
      <${Field} label=${w.watts} name="watts" type="number" required min="1" max="36000" step="1" inputmode="numeric"
        hint=${w.wattsHint} value=${form.watts} onInput=${set} error=${error} />
      <div class="split"><b aria-live="polite">${worth != null ? w.wouldEarn(worth) : ''}</b>
      <button class="button primary" disabled=${busy}>${w.announce}</button></div></form>`
}

/** @typedef {{ day: string, from: string, to: string, watts: string }} Wanted */

/** @param {Wanted} form */
const span = (form) => ({ from: `${form.day}T${form.from}`, to: `${form.day}T${form.to}` })

/**
 * What it would bring, by the server's own rule.
 * @param {Wanted} form
 */
function useWorth(form) {
  const [worth, setWorth] = useState(/** @type {number | null} */ (null))
  const watts = Number(form.watts)
  const isWhole = form.day && form.from && form.to && form.from < form.to && watts > 0
  useEffect(() => {
    if (!isWhole) {
      setWorth(null)
      return
    }
    const stop = new AbortController()
    const timer = setTimeout(() => {
      post('/api/community/rules/shedding/preview', { inputs: { ...span(form), watts } }, { signal: stop.signal }).then(
        ({ body }) => setWorth(body.points),
        () => !stop.signal.aborted && setWorth(null),
      )
    }, 200)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [form.day, form.from, form.to, form.watts])
  return worth
}
