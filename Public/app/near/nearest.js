import { me } from '../accounts/session.js'
import { get } from '../api/client.js'
import { distance } from '../format.js'
import { t } from '../i18n.js'
import { filterQuery, isOn, mine } from '../map/filters.js'
import { searched, view } from '../map/view.js'
import { go } from '../router.js'
import { sentence } from '../ui/parts.js'
import { say } from '../ui/said.js'
import { myCar, putOn } from './car.js'
import { find, reason } from './position.js'
import { n } from './words.js'

/** @typedef {import('../map/view.js').Place} Place */

/** Opens the nearest station that has a point free right now for one's car, or with the filters as they are. */
export async function nearest() {
  try {
    const car = await myCar()
    if (car) putOn()
    const from = await whereFrom()
    const { body } = await get('/api/stations?' + question(from.place))
    const station = body.items[0]
    if (station) go('/s/' + station.id)
    const outcome = station ? n().found(from.word(distance(station.distanceM))) : n().noneFree
    say([outcome, filtersUsed(car), from.fault].filter(Boolean).join(' '))
  } catch (error) {
    say(sentence(error))
  }
}

/** @param {Place} place */
function question({ lat, lon }) {
  const wanted = new URLSearchParams(filterQuery.peek())
  wanted.delete('at')
  wanted.set('available', 'now')
  // Where not everybody may charge, nobody is sent.
  wanted.set('access', 'open')
  wanted.set('near', `${lat.toFixed(5)},${lon.toFixed(5)}`)
  wanted.set('limit', '1')
  return wanted
}

/**
 * From the person, else from the place that was searched, else from the middle of the map that one sees.
 * @returns {Promise<{ place: Place, word: (metres: string) => string, fault: string }>}
 */
async function whereFrom() {
  try {
    return { place: await find(), word: n().fromYou, fault: '' }
  } catch (error) {
    const place = searched.peek()
    const fault = reason(error)
    if (place) return { place, word: (metres) => n().fromPlace(metres, place.name), fault }
    return { place: view.peek()?.middle ?? { lat: 46.6, lon: 2.4 }, word: n().fromMiddle, fault }
  }
}

/** @param {import('../api/types').Vehicle | null} car */
function filtersUsed(car) {
  if (!car) return me.peek() ? n().noCar : n().signedOut
  const used = mine.peek().filter(([name, value]) => isOn(name, value))
  if (!used.length) return n().lifted(car.name)
  return n().forCar(car.name, used.map(label).join(', '))
}

/** @param {[string, string]} filter */
const label = ([name, value]) =>
  name === 'minPower' ? t().filters.atLeast(value) : t().sockets[/** @type {'ccs'} */ (value)]
