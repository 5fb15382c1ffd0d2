import { effect } from '../lib.js'
import { me, vehicles } from '../accounts/session.js'
import { mine } from '../map/filters.js'
import { isFiltered } from './remembered.js'
import { path, query, setQuery } from '../router.js'

// The filters of the default vehicle are on for whoever is signed in, but for those that they took away.

/** @typedef {import('../api/types').Vehicle} Vehicle */

/**
 * Where a car charges fast, its plugs for direct current alone count; power in steps that chips have.
 * @param {Vehicle} car @returns {[string, string][]}
 */
function wishes({ sockets, acKw, dcKw }) {
  const fast = sockets.filter((one) => one === 'ccs' || one === 'chademo')
  const isFast = (dcKw ?? 0) >= 50 && fast.length > 0
  const step = [100, 50, 22, 7].find((kw) => kw <= Math.max(acKw, dcKw ?? 0))
  return [
    ...(isFast ? fast : sockets).map((one) => /** @type {[string, string]} */ (['socket', one])),
    ...(step ? [/** @type {[string, string]} */ (['minPower', String(step)])] : []),
  ]
}

/** @param {[string, string]} one */
const word = ([name, value]) => name + '=' + value
/** @returns {string[]} */
const lifted = () => JSON.parse(localStorage.getItem('lifted') ?? '[]').map(word)

/** The default vehicle of whoever is signed in. */
export async function myCar() {
  return me.peek() ? take(await vehicles()) : null
}

/** @param {Vehicle[]} cars */
function take(cars) {
  const car = cars.find((one) => one.isDefault) ?? null
  const wanted = car ? wishes(car) : []
  if (String(wanted) !== String(mine.peek())) mine.value = wanted
  return car
}

/**
 * The garage has changed, or is known for the first time.
 * @param {Vehicle[]} cars
 */
export function drive(cars) {
  const before = String(mine.peek())
  take(cars)
  if (String(mine.peek()) !== before) putOn()
}

/** Sets those that were not taken away. */
export function putOn() {
  const [next, without] = [new URLSearchParams(query.peek()), lifted()]
  for (const [name, value] of mine.peek()) {
    if (without.includes(word([name, value])) || next.getAll(name).includes(value)) continue
    if (name === 'socket') next.append(name, value)
    else next.set(name, value)
  }
  setQuery(next)
}

/** Whoever comes next has another car. */
function takeOff() {
  const own = mine.peek().map(word)
  const next = new URLSearchParams([...query.peek()].filter((one) => !own.includes(word(one))))
  localStorage.removeItem('lifted')
  mine.value = []
  setQuery(next)
}

let isOn = isFiltered
/** @type {string | undefined} */
let driver
effect(() => {
  const [id, isDesk] = [me.value?.id, path.value.startsWith('/admin')]
  // The desk's addresses have filters of their own.
  if (isDesk) isOn = false
  else if (id && (id !== driver || !isOn)) {
    const keepsAddress = isOn && driver === undefined
    driver = id
    isOn = true
    myCar().then(
      () => keepsAddress || putOn(),
      () => {},
    )
  } else if (!id && driver) {
    driver = undefined
    isOn = false
    takeOff()
  }
})
