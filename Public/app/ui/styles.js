import { url } from '../api/client.js'

/** @type {Map<string, Promise<unknown>>} */
const sheets = new Map()

/**
 * A style sheet that the first view does without, fetched once; a file that waits for it is drawn with it.
 * @param {string} name
 */
export function styles(name) {
  const known = sheets.get(name)
  if (known) return known
  const fetched = new Promise((resolve) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = url(`/style/${name}.css`)
    link.onload = link.onerror = resolve
    document.head.append(link)
  })
  sheets.set(name, fetched)
  return fetched
}
