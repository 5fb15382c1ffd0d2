import { html, useEffect } from '../lib.js'
import { ago, energy, longDay, moment, number } from '../format.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Fault, Waiting, useResource } from '../ui/parts.js'
import { Days, DaysTable } from './days.js'
import { d } from './words.js'

/** @typedef {import('../api/types').Overview} Overview */

/** The sums of everything, their freshness, and the work of the server. */
export function OverviewPage() {
  const w = d().desk
  const found = useResource('/api/admin/overview')
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') found.again()
    }, 30_000)
    return () => clearInterval(timer)
  }, [])
  const it = /** @type {Overview | undefined} */ (found.data)
  return html`
    <header class="desk-head"><h1>${d().pages.overview}</h1>
    ${it && html`<p class="muted" aria-live="off">${w.at(moment(it.at))}</p>`}
      <button type="button" class="button" onClick=${found.again}>${w.refresh}</button></header>
    ${found.error ? html`<${Fault} error=${found.error} retry=${found.again} />` : ''}
    ${
      !it
        ? !found.error && html`<${Waiting} lines=${6} />`
        : html`
      <${Sums} it=${it} />
      <section class="charts" aria-label=${w.days}>
        <${Days} name=${w.charts.bookings} days=${it.days} value="bookings" />
        <${Days} name=${w.charts.charges} days=${it.days} value="charges" />
        <${Days} name=${w.charts.energy} days=${it.days} value="energyKwh" say=${energy} />
        <${Days} name=${w.charts.accounts} days=${it.days} value="accounts" />
      </section>
      <${DaysTable} days=${it.days} />
      <div class="boards"><${Fresh} it=${it} /><${ImportsBoard} it=${it} /><${LoadBoard} it=${it} /></div>`
    }`
}

/** @param {{ it: Overview }} props */
function Sums({ it }) {
  const w = d().desk
  const crowd = it.demonstration
  /** @type {[string, string, string, string][]} */
  const cells = [
    [w.sums.stations, number(it.stations.offered), w.sums.withdrawn(number(it.stations.withdrawn)), '/admin/stations'],
    [w.sums.points, number(it.points.offered), w.sums.outOfService(number(it.points.outOfService)), '/admin/points'],
    [w.sums.bookings, number(it.bookings.underWay), w.sums.upcoming(number(it.bookings.upcoming)), ''],
    [w.sums.charges, number(it.charges.underWay), w.sums.inAll(number(it.charges.total)), ''],
    [w.sums.energy, energy(it.charges.energyKwh), w.sums.delivered, ''],
    [
      w.sums.accounts,
      number(it.accounts.total),
      w.sums.people(it.accounts.administrators, it.accounts.locked),
      '/admin/comptes',
    ],
  ]
  return html`<ul class="plain figures">${cells.map(
    ([name, value, more, to]) => html`
    <li key=${name}><h2>${to ? html`<a href=${href(to)}>${name}</a>` : name}</h2><b>${value}</b>
    <small>${more}</small></li>`,
  )}</ul>
    ${
      it.stations.demonstration > 0 &&
      html`<p class="notice"><${Icon} name="info" />${w.demonstration(number(it.stations.demonstration))}${' '}
      ${crowd.drivers > 0 ? w.crowd(number(crowd.drivers), number(crowd.bookings), number(crowd.charges)) : ''}</p>`
    }`
}

/** @param {{ it: Overview }} props */
function Fresh({ it }) {
  const w = d().desk
  const { stationsAt, youngestPoint, feedAt, feedPoints } = it.freshness
  const share = it.points.offered ? feedPoints / it.points.offered : 0
  const state = !feedAt ? 'never' : feedPoints ? 'alive' : 'silent'
  return html`<section class="card board"><h2>${w.fresh}</h2>
    <dl class="facts"><div><dt>${w.lastImport}</dt>
    <dd>${stationsAt ? html`${moment(stationsAt)} <small>${ago(stationsAt)}</small>` : w.never}</dd></div>
    <div><dt>${w.youngest}</dt><dd>${youngestPoint ? longDay(youngestPoint + 'T12:00:00Z') : '–'}</dd></div>
    <div><dt>${w.feed}</dt>
    <dd><span class="pill" data-kind=${state === 'alive' ? 'good' : state === 'silent' ? 'bad' : ''}>
    ${w.feedStates[state]}</span>${feedAt ? html` <small>${ago(feedAt)}</small>` : ''}</dd></div>
    <div><dt>${w.covered}</dt><dd>${w.share(number(feedPoints), number(share * 100, 1))}</dd></div>
    <div><dt>${w.byHand}</dt>
    <dd><a href=${href('/admin/stations?manual=true')}>${number(it.stations.changedByHand)}</a></dd></div>
  </dl></section>`
}

/** @param {{ it: Overview }} props */
function ImportsBoard({ it }) {
  const w = d().desk
  return html`<section class="card board"><h2>${d().pages.imports}</h2>
    <dl class="facts"><div><dt>${w.importsAll}</dt><dd>${number(it.imports.total)}</dd></div>
    <div><dt>${w.atWork}</dt><dd>${number(it.imports.atWork)}</dd></div>
    <div><dt>${w.inPreview}</dt><dd>${number(it.imports.inPreview)}</dd></div>
    <div><dt>${w.failedLately}</dt><dd>${number(it.imports.failedLately)}</dd></div>
  </dl><a class="button" href=${href('/admin/imports')}>${w.toImports}</a></section>`
}

/** @param {{ it: Overview }} props */
function LoadBoard({ it }) {
  const w = d().desk
  const { requests, pool, since } = it.load
  const seconds = Math.max(1, (Date.parse(it.at) - Date.parse(since)) / 1000)
  return html`<section class="card board"><h2>${w.load}</h2>
    <dl class="facts"><div><dt>${w.since}</dt><dd>${moment(since)} <small>${ago(since)}</small></dd></div>
    <div><dt>${w.requests}</dt><dd>${number(requests.total)} <small>
    ${w.perSecond(number(requests.total / seconds, 1))}</small></dd></div>
    <div><dt>${w.refused}</dt><dd>${number(requests.refused)} <small>4xx</small> · ${number(requests.failed)} <small>
    5xx</small></dd></div>
    <div><dt>${w.took}</dt><dd>${w.milliseconds(number(requests.averageMs, 1))} <small>
    ${w.most(number(requests.slowestTwentiethMs, 1))}</small></dd></div>
    <div><dt>${w.pool}</dt><dd>${w.used(number(pool.inUse), number(pool.connections))} <small>
    ${w.waiting(number(pool.waiting), number(pool.turnedAway))}</small></dd></div>
    <div><dt>${w.statements}</dt><dd>${number(pool.statements)}</dd></div>
  </dl></section>`
}
