import { html } from '../lib.js'
import { g } from '../energy/words.js'
import { energy, euros, number, power, withZone } from '../format.js'
import { t } from '../i18n.js'
import { b } from '../reservations/words.js'
import { addressLine } from '../stations/told.js'
import { Icon } from '../ui/icon.js'
import { styles } from '../ui/styles.js'

await styles('driver')

/** @typedef {import('../api/types').Charge} Charge */

/**
 * What a charge came to, as it is shown and as it is printed.
 * @param {{ charge: Charge, receipt: NonNullable<Charge['receipt']> }} props
 */
export function Receipt({ charge, receipt }) {
  const w = b().receipt
  const lines = [
    [w.station, charge.station.name],
    [w.address, addressLine(charge.station.address)],
    [w.point, pointName(charge.point)],
    [w.vehicle, charge.vehicleName ?? w.unknown],
    [w.from, withZone(charge.startedAt, charge.timeZone)],
    [w.to, withZone(charge.endsAt, charge.timeZone)],
    [w.energy, energy(receipt.energyKwh)],
    [w.gained, `+${number(receipt.socGained)} %`],
    [w.average, power(receipt.averageKw)],
    [g().carbonShort, receipt.gridGrams != null && g().gridGrams(number(receipt.gridGrams))],
    [w.price, price(receipt)],
    [w.reference, charge.id],
  ]
  return html`
    <article class="receipt">
      <h2>${w.title}</h2>
      <dl class="facts">${lines.map(
        ([name, value]) => value && html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`,
      )}</dl>
      ${receipt.tariff && html`<p class="muted">${w.tariff(receipt.tariff)}</p>`}
      <p class="muted">${w.note}</p>
      <button type="button" class="button" onClick=${() => print()}><${Icon} name="print" size=${20} />
      ${w.print}</button>
    </article>`
}

/** @param {NonNullable<Charge['receipt']>} receipt */
const price = ({ priceKind, price }) =>
  priceKind === 'free' ? t().station.freeOfCharge : price == null ? b().receipt.unknown : euros(price)

/** @param {Charge['point']} point */
const pointName = (point) =>
  (point.number == null ? point.irveId : `${t().pointNumber(point.number)} (${point.irveId})`) +
  (point.powerKw == null ? '' : ` · ${power(point.powerKw)}`)
