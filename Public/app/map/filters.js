import { computed, signal } from '../lib.js'
import { timeOfWeek } from '../format.js'
import { t } from '../i18n.js'
import { filterNames, query, setQuery } from '../router.js'

/** The filters of the address, as the server words them; a text, so that equal filters are equal. */
export const filterQuery = computed(() => {
  const kept = new URLSearchParams()
  for (const name of filterNames) {
    for (const value of query.value.getAll(name).sort()) kept.append(name, value)
  }
  return kept.toString()
})

export const filterCount = computed(() => new Set(new URLSearchParams(filterQuery.value).keys()).size)

/** What the car of whoever is signed in asks for: names and values. */
export const mine = signal(/** @type {[string, string][]} */ ([]))

/**
 * Takes the filters that somebody chose, and keeps in mind which of their car's they did without.
 * @param {URLSearchParams} next
 */
function take(next) {
  const lifted = mine.peek().filter(([name, value]) => !next.getAll(name).includes(value))
  if (mine.peek().length) localStorage.setItem('lifted', JSON.stringify(lifted))
  setQuery(next)
}

/** @param {string} name @param {string} value */
export const isOn = (name, value) => query.value.getAll(name).includes(value)

/** @param {string} name @param {string} value */
export function toggle(name, value) {
  const next = new URLSearchParams(query.value)
  const values = next.getAll(name)
  next.delete(name)
  if (name === 'socket') {
    for (const one of values.includes(value) ? values.filter((one) => one !== value) : [...values, value])
      next.append(name, one)
  } else if (!values.includes(value)) next.set(name, value)
  take(next)
}

/** @param {string} name @param {string} value empty takes the filter away */
export function setFilter(name, value) {
  const next = new URLSearchParams(query.value)
  if (value) next.set(name, value)
  else next.delete(name)
  take(next)
}

/** The hour at which something is to be free, in words. */
export function whenFree() {
  const at = query.value.get('at')
  return at ? timeOfWeek(at) : t().filters.now
}

export function clearFilters() {
  const next = new URLSearchParams(query.value)
  for (const name of filterNames) next.delete(name)
  take(next)
}
