// The one file that names what setup fetched: a new version of a library is a change here and nowhere else.
export { h, render, Fragment } from '../vendor/preact-10.29.8/preact/preact.module.js'
export { useEffect, useLayoutEffect, useRef, useState, useMemo, useId } from '../vendor/preact-10.29.8/preact/hooks.module.js'
export { signal, computed, effect, batch, useSignal, useComputed, useSignalEffect } from '../vendor/preact-10.29.8/signals/signals.module.js'
import { h } from '../vendor/preact-10.29.8/preact/preact.module.js'
import htm from '../vendor/preact-10.29.8/htm/htm.module.js'

export const html = htm.bind(h)

/** MapLibre is a classic script of a megabyte: the page is drawn before it arrives. */
export const maplibre = new Promise((resolve, reject) => {
  const script = document.createElement('script')
  script.src = new URL('../vendor/maplibre-gl-5.24.0/maplibre-gl.js', import.meta.url).href
  script.onload = () => resolve(/** @type {any} */ (globalThis).maplibregl)
  script.onerror = () => reject(new Error('maplibre-gl.js'))
  document.head.append(script)
})
