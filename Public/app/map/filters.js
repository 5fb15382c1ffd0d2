import { computed } from '../lib.js'
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
  setQuery(next)
}

/** @param {string} name @param {string} value empty takes the filter away */
export function setFilter(name, value) {
  const next = new URLSearchParams(query.value)
  if (value) next.set(name, value)
  else next.delete(name)
  setQuery(next)
}

/** The hour at which something is to be free, in words. */
export function whenFree() {
  const at = query.value.get('at')
  return at ? timeOfWeek(at) : t().filters.now
}

export function clearFilters() {
  const next = new URLSearchParams(query.value)
  for (const name of filterNames) next.delete(name)
  setQuery(next)
}
