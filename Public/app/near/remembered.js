import { filterNames, path, query, setQuery } from '../router.js'

// The map is taken up again where it was left.

/** @typedef {{ zoom: number, lat: number, lon: number, filters: string }} Remembered */

const isBare = location.hash.length < 2
/** The address says by itself what is wanted. */
export const isFiltered = filterNames.some((name) => query.peek().has(name))

/** @returns {Remembered | null} */
export function lastView() {
  try {
    return JSON.parse(localStorage.getItem('view') ?? 'null')
  } catch {
    return null
  }
}

/** @param {{ zoom: number, lat: number, lon: number } | null} seen @param {string} filters */
export function keepView(seen, filters) {
  const isMap = path.value === '/' || path.value.startsWith('/s/')
  if (!seen?.zoom || !isMap) return
  const { zoom, lat, lon } = seen
  localStorage.setItem('view', JSON.stringify({ zoom, lat, lon, filters }))
}

const filters = new URLSearchParams(lastView()?.filters)
// An hour that was wanted is over.
filters.delete('at')
if (path.peek() === '/' && isBare && !isFiltered && String(filters)) {
  const wanted = new URLSearchParams(query.peek())
  for (const [name, value] of filters) wanted.append(name, value)
  setQuery(wanted)
}
