import { effect } from '../lib.js'
import { me } from '../accounts/session.js'
import { get, url } from '../api/client.js'
import { asked } from '../map/style.js'
import { keepBookings } from './bookings.js'

// What the app lays by for the time without a network, once the first view has come to rest.

/** @type {number} when the worker was last told what the map shows */
let toldAt = 0
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting

effect(() => {
  if (me.value)
    get('/api/reservations?when=upcoming&limit=50').then(
      ({ body }) => keepBookings(body.items),
      () => {},
    )
})
if ('serviceWorker' in navigator) {
  // Where it is refused there is no less than before.
  navigator.serviceWorker.register(url('/service-worker.js'), { updateViaCache: 'none' }).then(begin, () => {})
}

/** @param {ServiceWorkerRegistration | undefined} registration */
function begin(registration) {
  const later = () => {
    clearTimeout(waiting)
    waiting = setTimeout(tell, 1500)
  }
  new MutationObserver(later).observe(document.documentElement, { attributeFilter: ['data-map'] })
  navigator.serviceWorker.addEventListener('controllerchange', later)
  later()
  // An app that stays open for days learns of a new version as well.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') registration?.update().catch(() => {})
  })
}

function tell() {
  const worker = navigator.serviceWorker.controller
  if (!worker || document.documentElement.dataset.map !== 'idle') return
  const fresh = [...asked].flatMap(([address, at]) => (at > toldAt ? address : []))
  toldAt = performance.now()
  worker.postMessage({ tiles: [...asked.keys()], fresh })
}
