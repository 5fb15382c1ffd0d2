import { html, useEffect, useRef, useState } from '../lib.js'
import { distance, number } from '../format.js'
import { t } from '../i18n.js'
import { clearFilters, filterCount, filterQuery } from '../map/filters.js'
import { inView, mapFault, news, origin, position, searched, showFrance, view } from '../map/view.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { DemonstrationTag, isMadeUp } from './demonstration.js'
import { Empty, Fault, Waiting, announce, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'

/** The map in words: what stands in view, whether or not one can see the circles. */
export function StationList() {
  const [path, setPath] = useState(/** @type {string | null} */ (null))
  const [filters, seen, from] = [filterQuery.value, view.value, origin.value ?? view.value?.middle]
  // The list of whoever drives is asked for again every thirty metres.
  const held = useRef(from)
  if (from && !(Math.abs(from.lat - (held.current?.lat ?? 90)) + Math.abs(from.lon - (held.current?.lon ?? 0)) < 3e-4))
    held.current = from
  const near = held.current ? `${held.current.lat.toFixed(5)},${held.current.lon.toFixed(5)}` : ''
  useEffect(() => {
    if (!seen) return
    const timer = setTimeout(() => {
      const box = [seen.west, seen.south, seen.east, seen.north].map((n) => n.toFixed(4)).join(',')
      setPath(`/api/stations?bbox=${box}&near=${near}&limit=50${filters ? '&' + filters : ''}`)
    }, 250)
    return () => clearTimeout(timer)
  }, [seen, near, filters])
  const stations = useResource(path, { keep: true })
  const [items, setItems] = useState(/** @type {import('../api/types').Station[] | null} */ (null))
  useEffect(() => {
    if (stations.data) setItems(/** @type {any} */ (stations.data).items)
  }, [stations.data])
  useEffect(() => {
    if (items?.some((one) => news.value.has(one.id))) stations.again()
  }, [news.value])

  const isAllMadeUp = items?.every(isMadeUp)
  const sum = !mapFault.value ? inView.value : items && total(items)
  const title = seen && sum ? t().stationsInView(sum.stations, number(sum.stations)) : t().loading
  useEffect(() => {
    if (view.value) announce(title)
  }, [title])
  return html`
    <${Sheet} title=${title}
      subtitle=${
        items?.length === 0
          ? filterCount.value
            ? t().noneWithFilters
            : t().noneHere
          : seen && sum?.stations
            ? t().freeInView(number(sum.free), number(sum.points))
            : ''
      } stop="peek" closable=${false}>
      ${stations.error ? html`<${Fault} error=${stations.error} retry=${stations.again} />` : ''}
      ${
        !items
          ? !stations.error && html`<${Waiting} lines=${5} />`
          : items.length
            ? html`
        ${isAllMadeUp && html`<p class="muted">${t().demonstrationText}</p>`}
        ${position.value ? html`<p class="muted">${t().distances}</p>` : ''}
        ${!position.value && searched.value ? html`<p class="muted">${t().distancesFrom(searched.value.name)}</p>` : ''}
        <ul class="stations">
        ${items.map(
          (station) =>
            html`<${StationRow} key=${station.id} station=${station}
            tagged=${!isAllMadeUp && isMadeUp(station)} />`,
        )}</ul>
        ${items.length >= 50 && html`<p class="muted center">${t().zoomForMore}</p>`}`
            : html`<${Empty} text=${filterCount.value ? t().noneWithFilters : t().noneHere} icon="map">
          ${
            filterCount.value
              ? html`<button type="button" class="button primary" onClick=${clearFilters}>${t().filters.clear}</button>`
              : ''
          }
          <button type="button" class="button" onClick=${showFrance}>${t().wholeCountry}</button><//>`
      }
      <p class="center"><a href=${href('/infos')}>${t().infosLink}</a> ·
      ${' '}<a href=${href('/favoris')}>${t().favourites}</a></p>
    <//>`
}

/**
 * The sums that the map would count, where there is none.
 * @param {import('../api/types').Station[]} items
 */
const total = (items) => ({
  stations: items.length,
  points: items.reduce((sum, one) => sum + one.points.total, 0),
  free: items.reduce((sum, one) => sum + one.points.free, 0),
})

/** @param {{ station: import('../api/types').Station, tagged: boolean }} props */
function StationRow({ station, tagged }) {
  const { total, free, maxPowerKw } = station.points
  const state = free === 0 ? 'full' : free / total < 0.2 ? 'few' : 'free'
  return html`
    <li><a href=${href('/s/' + station.id)}>
      <b class="mark" data-state=${state}><span>${maxPowerKw == null ? '?' : number(maxPowerKw)}
      <small>kW</small></span></b>
      <span class="grow"><strong>${station.name}</strong>
        <small>${[station.address.city, station.operator].filter(Boolean).join(' · ')}</small>
       <small>${tagged && html`<${DemonstrationTag} /> `}${
         station.hours?.openNow === false ? t().station.closedNow + ' · ' : ''
       }${t().freeOf(free, total)}
       ${origin.value && station.distanceM != null ? ' · ' + distance(station.distanceM) : ''}</small></span>
      <${Icon} name="next" size=${20} /></a></li>`
}
