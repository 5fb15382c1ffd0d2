// The one file that names what setup fetched: a new version of a library is a change here and nowhere else.
export { h, render, Fragment } from '../vendor/preact-10.29.8/preact/preact.module.js'
export { useEffect, useLayoutEffect, useRef, useState, useMemo } from '../vendor/preact-10.29.8/preact/hooks.module.js'
export {
  signal,
  computed,
  effect,
  batch,
  useSignal,
  useComputed,
  useSignalEffect,
} from '../vendor/preact-10.29.8/signals/signals.module.js'
import { h } from '../vendor/preact-10.29.8/preact/preact.module.js'
import htm from '../vendor/preact-10.29.8/htm/htm.module.js'

export const html = htm.bind(h)

/**
 * MapLibre puts itself into the global scope; the page asks for it beside this file, so that neither waits for the
 * other.
 */
export const maplibre = import('../vendor/maplibre-gl-5.24.0/maplibre-gl.js').then(
  () => /** @type {any} */ (globalThis).maplibregl,
)
// Whoever waits for it is told; nobody may be waiting yet.
maplibre.catch(() => {})
