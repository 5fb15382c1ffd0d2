import { html, useEffect, useState } from '../lib.js'
import { get, post } from '../api/client.js'
import { duration, energy, number, power, time } from '../format.js'
import { t } from '../i18n.js'
import { listen } from '../api/live.js'
import { runningCharge, useTick } from '../reservations/reservations.js'
import { g } from '../energy/words.js'
import { href } from '../router.js'
import { Confirm } from '../ui/dialog.js'
import { DemonstrationTag, isMadeUp } from '../stations/demonstration.js'
import { Icon } from '../ui/icon.js'
import { Empty, Fault, Waiting, announce, sentence } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Curve } from './curve.js'
import { Receipt } from './receipt.js'

/** @typedef {import('../api/types').Charge} Charge */

/**
 * A charge as it goes on, and its receipt when it is over.
 * @param {{ id?: string }} props
 */
export function Charging({ id }) {
  const w = t().charging
  const [wanted, setWanted] = useState(/** @type {string | null | undefined} */ (id))
  const [charge, setCharge] = useState(/** @type {Charge | null} */ (null))
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const [heardAt, setHeardAt] = useState(0)
  const look = () => {
    const which = id ? Promise.resolve(id) : runningCharge()
    which
      .then(async (found) => {
        setWanted(found)
        if (found) setCharge((await get('/api/charges/' + found)).body)
        setHeardAt(Date.now())
        setError(null)
      })
      .catch(setError)
  }
  useEffect(look, [id])
  useEffect(() => {
    if (!wanted || !charge || charge.state !== 'charging') return
    const socket = listen(
      `/api/charges/${wanted}/live`,
      (message) => {
        if (message.type !== 'charge') return
        setCharge(message.charge)
        setHeardAt(Date.now())
      },
      { personal: true, refused: look },
    )
    return () => socket.end()
  }, [wanted, charge?.state])
  useEffect(() => {
    if (charge?.state === 'finished') announce(w.ended)
  }, [charge?.state])
  const title = charge?.state === 'finished' ? w.receipt : w.title
  return html`
    <${Sheet} title=${title} subtitle=${charge && html`<${Where} charge=${charge} />`} stop="full">
      ${error ? html`<${Fault} error=${error} retry=${look} />` : ''}
      ${
        charge
          ? html`<${ChargeView} charge=${charge} heardAt=${heardAt} changed=${setCharge} />`
          : wanted == null && heardAt
            ? html`<${Empty} text=${w.none} icon="bolt">
            <a class="button primary" href=${href('/reservation')}>${t().reservations.title}</a><//>`
            : !error && html`<${Waiting} />`
      }
    <//>`
}

/** @param {{ charge: Charge }} props */
const Where = ({ charge: { station, point } }) =>
  html`<a href=${href('/s/' + station.id)}>${station.name}</a>
    ${point.number == null ? '' : ' · ' + t().pointNumber(point.number)}${station.city ? ' · ' + station.city : ''}
    ${isMadeUp(station) && html` <${DemonstrationTag} />`}`

/** @param {{ charge: Charge, heardAt: number, changed: (charge: Charge) => void }} props */
function ChargeView({ charge, heardAt, changed }) {
  const w = t().charging
  useTick()
  const isOn = charge.state === 'charging'
  const left = charge.remainingSeconds - (Date.now() - heardAt) / 1000
  const isStale = isOn && Date.now() - heardAt > 15_000
  return html`
    ${isStale && html`<p class="notice"><${Icon} name="warn" />${w.stale(time(heardAt))}</p>`}
    <div class="gauge" data-stale=${isStale}>
      <p class="big">${number(charge.soc)}<small> %</small></p>
      <progress max="100" value=${charge.soc} aria-label=${w.soc}></progress>
      <p class="muted">${w.fromTo(number(charge.startSoc), number(charge.targetSoc))}</p>
    </div>
    <div class="tiles">
      <div><b>${isOn ? power(charge.powerKw) : w.reasons[charge.endReason ?? 'stopped']}</b>
      <span>${isOn ? w.power : w.end}</span></div>
      <div><b>${energy(charge.energyKwh)}</b><span>${w.energy}</span></div>
      <div><b>${duration(isOn ? left : charge.elapsedSeconds)}</b><span>${isOn ? w.left : w.duration}</span></div>
    </div>
    <${Curve} charge=${charge} />
    ${charge.receipt && html`<${Receipt} charge=${charge} receipt=${charge.receipt} />`}
    ${isOn && html`<p class="muted center">${w.bookedUntil(time(charge.bookedUntil, charge.timeZone))}</p>`}
    ${
      isOn
        ? html`<${Actions} charge=${charge} changed=${changed} />`
        : html`<div class="actions"><a class="button primary" href=${href('/historique')}>${t().history.title}</a>
        <a class="button" href=${href('/')}>${t().tabs.map}</a></div>`
    }`
}

/** @param {{ charge: Charge, changed: (charge: Charge) => void }} props */
function Actions({ charge, changed }) {
  const w = t().charging
  const [isAsked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [told, setTold] = useState(/** @type {{ text: string, good: boolean } | null} */ (null))
  const act = async (/** @type {() => Promise<void>} */ what) => {
    setBusy(true)
    try {
      await what()
    } catch (fault) {
      setTold({ text: sentence(fault), good: false })
    } finally {
      setBusy(false)
      setAsked(false)
    }
  }
  const extend = () =>
    act(async () => {
      const last = charge.reservationIds[charge.reservationIds.length - 1]
      await post(`/api/reservations/${last}/extension`)
      const { body: now } = await get('/api/charges/' + charge.id)
      changed(now)
      setTold({ text: w.extended(time(now.bookedUntil, now.timeZone)), good: true })
    })
  const stop = () =>
    act(async () => {
      changed((await post(`/api/charges/${charge.id}/stop`)).body)
    })
  return html`
    ${
      told &&
      html`<p class=${'notice ' + (told.good ? 'good' : 'bad')} role="status">
    <${Icon} name=${told.good ? 'check' : 'warn'} />${told.text}</p>`
    }
    <div class="actions">
      ${
        charge._links.extension &&
        html`<button type="button" class="button" disabled=${busy} onClick=${extend}>
        <${Icon} name="plus" size=${20} />${w.extend}</button>`
      }
      <button type="button" class="button danger" disabled=${busy} onClick=${() => setAsked(true)}>
      <${Icon} name="stop" size=${20} />${w.stop}</button>
    </div>
    ${
      isAsked &&
      html`<${Confirm} title=${w.stopTitle} text=${w.stopText} yes=${w.stop} danger busy=${busy}
      close=${() => setAsked(false)} confirm=${stop} />`
    }`
}
