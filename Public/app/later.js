import { html, useEffect, useState } from './lib.js'

/**
 * A component whose file is fetched when it is first shown.
 * @param {() => Promise<unknown>} load @param {(error: unknown, retry: () => void) => unknown} meanwhile
 */
export function later(load, meanwhile) {
  /** @type {unknown} */
  let ready
  return function Later(/** @type {object} */ props) {
    const [component, setComponent] = useState(() => ready)
    const [error, setError] = useState(/** @type {unknown} */ (null))
    const fetchIt = () => {
      load().then((found) => {
        ready = found
        setComponent(() => found)
        setError(null)
      }, setError)
    }
    useEffect(() => {
      if (!ready) fetchIt()
    }, [])
    return component ? html`<${component} ...${props} />` : meanwhile(error, fetchIt)
  }
}
