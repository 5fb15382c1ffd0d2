import { html, maplibre, useEffect, useRef, useSignalEffect, useState } from '../../lib.js'
import { get } from '../../api/client.js'
import { number } from '../../format.js'
import { language, t } from '../../i18n.js'
import { palette, style } from '../../map/style.js'
import { Fault } from '../../ui/parts.js'
import { d } from '../../admin/words.js'

/**
 * @typedef {import('../../api/types').Import} Import
 * @typedef {import('../../api/types').Change} Change
 * @typedef {'added' | 'changed' | 'moved' | 'withdrawn'} Kind
 */

const kinds = /** @type {const} */ (['added', 'changed', 'moved', 'withdrawn'])
/** A picture of more would be a blot; the lists below hold all. */
const most = 1000

/**
 * A map of its own, as large as the picture needs: the desk lies over the country's.
 * @param {{ run: Import, focus: import('../../lib.js').Signal<{ lat: number, lon: number } | null> }} props
 */
export function ChangesMap({ run, focus }) {
  const w = d().desk
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  const map = useRef(/** @type {any} */ (null))
  const [state, setState] = useState(/** @type {'waiting' | 'shown' | 'impossible'} */ ('waiting'))
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const [hidden, setHidden] = useState(/** @type {ReadonlySet<Kind>} */ (new Set()))
  const [told, setTold] = useState('')
  useEffect(() => {
    let isOver = false
    const library = maplibre.catch(() => null)
    Promise.all([library, ...kinds.map((kind) => (run.changes?.[kind] ? load(run.id, kind) : []))]).then(
      ([library, ...lists]) => {
        if (isOver || !element.current) return
        if (!library) return setState('impossible')
        try {
          map.current = draw(library, element.current, lists, setTold)
          map.current.on('idle', () => setState('shown'))
        } catch (fault) {
          console.warn('map', fault)
          setState('impossible')
        }
      },
      setError,
    )
    return () => {
      isOver = true
      map.current?.remove()
      map.current = null
    }
  }, [run.id, language.value])
  useEffect(() => {
    if (state !== 'shown') return
    for (const kind of kinds)
      for (const layer of layersOf[kind])
        map.current?.setLayoutProperty(layer, 'visibility', hidden.has(kind) ? 'none' : 'visible')
  }, [hidden, state])
  useSignalEffect(() => {
    const place = focus.value
    if (!place || !map.current) return
    map.current.jumpTo({ center: [place.lon, place.lat], zoom: 15 })
    element.current?.scrollIntoView({ block: 'center' })
  })
  const turn = (/** @type {Kind} */ kind) =>
    setHidden((old) => {
      const next = new Set(old)
      if (!next.delete(kind)) next.add(kind)
      return next
    })
  const isCut = kinds.some((kind) => (run.changes?.[kind] ?? 0) > most)
  return html`<section class="changes" aria-labelledby="changes-title"><h3 id="changes-title">${w.preview}</h3>
    ${error ? html`<${Fault} error=${error} />` : ''}
    ${
      state === 'impossible'
        ? html`<p class="muted">${w.noMap}</p>`
        : html`<div class="changes-map" ref=${element} data-state=${state}></div>`
    }
    <fieldset class="choices change-kinds"><legend class="hidden">${w.legend}</legend>${kinds
      .filter((kind) => run.changes?.[kind])
      .map(
        (kind) => html`
      <label key=${kind} class="choice" data-kind=${kind}>
      <input type="checkbox" checked=${!hidden.has(kind)} onChange=${() => turn(kind)} />
        <span><i aria-hidden="true">${marks[kind]}</i>${d().imports.kinds[kind]} <small>
        ${number(run.changes?.[kind] ?? 0)}</small></span></label>`,
      )}</fieldset>
    <p class="told" role="status">${told || (isCut ? w.firstShown(number(most)) : '')}</p></section>`
}

/** Marks beside the colours, which not everybody tells apart. */
const marks = { added: '+', changed: '~', moved: '→', withdrawn: '×' }
/** @type {Record<Kind, string[]>} */
const layersOf = {
  added: ['added', 'added-mark'],
  changed: ['changed', 'changed-mark'],
  moved: ['moved-way', 'moved-from', 'moved', 'moved-mark'],
  withdrawn: ['withdrawn', 'withdrawn-mark'],
}

/** @param {string} id @param {Kind} kind @returns {Promise<Change[]>} */
async function load(id, kind) {
  /** @type {Change[]} */
  const all = []
  for (let path = `/api/admin/imports/${id}/changes?kind=${kind}&limit=200`; path && all.length < most; ) {
    const { body: page } = await get(path)
    all.push(...page.items)
    path = page._links?.next?.href ?? ''
  }
  return all
}

/**
 * @param {any} library @param {HTMLElement} container @param {Change[][]} lists @param {(words: string) => void} tell
 */
function draw(library, container, lists, tell) {
  const features = kinds.flatMap((kind, index) => featuresOf(kind, lists[index] ?? []))
  const places = features
    .filter(({ geometry }) => geometry.type === 'Point')
    .map(({ geometry }) => geometry.coordinates)
  // One island far away would shrink all the others to a dot.
  const near = places.filter(([lon, lat]) => lon > -6 && lon < 10 && lat > 41 && lat < 52)
  const bounds = (near.length ? near : places).reduce((box, at) => box.extend(at), new library.LngLatBounds())
  const w = t().mapWords
  const map = new library.Map({
    container,
    style: ground(features),
    bounds,
    fitBoundsOptions: { padding: 28, maxZoom: 14 },
    attributionControl: { compact: true },
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    minZoom: 3,
    maxZoom: 18,
    cooperativeGestures: true,
    locale: {
      'Map.Title': d().desk.previewMap,
      'NavigationControl.ZoomIn': w.zoomIn,
      'NavigationControl.ZoomOut': w.zoomOut,
      'AttributionControl.ToggleAttribution': w.sources,
      'CooperativeGesturesHandler.WindowsHelpText': d().desk.zoomHelp,
      'CooperativeGesturesHandler.MacHelpText': d().desk.zoomHelpMac,
      'CooperativeGesturesHandler.MobileHelpText': d().desk.panHelp,
    },
  })
  map.touchZoomRotate.disableRotation()
  map.addControl(new library.NavigationControl({ showCompass: false }), 'top-right')
  map.on('load', () => container.querySelector('.maplibregl-compact-show')?.classList.remove('maplibregl-compact-show'))
  map.on('error', () => {})
  map.on('click', (/** @type {any} */ event) => {
    const { x, y } = event.point
    const [hit] = map.queryRenderedFeatures(
      [
        [x - 8, y - 8],
        [x + 8, y + 8],
      ],
      { layers: kinds },
    )
    if (!hit) return tell('')
    const { station, city, kind, points } = hit.properties
    tell(
      `${[station, city]
        .filter(Boolean)
        .join(' · ')} : ${d().imports.kinds[/** @type {Kind} */ (kind)].toLowerCase()} ${points}`,
    )
  })
  return map
}

/**
 * One mark a station and kind: half of the country's points share their place with others.
 * @param {Kind} kind @param {Change[]} changes
 */
function featuresOf(kind, changes) {
  /** @type {Map<string, any>} */
  const found = new Map()
  for (const one of changes) {
    const [it, before] = [one.after ?? one.before, one.before]
    if (!it) continue
    const at = [it.location.lon, it.location.lat]
    const from = kind === 'moved' && before ? [before.location.lon, before.location.lat] : null
    const known = found.get(String([at, from]))
    if (known) {
      known.points += 1
      continue
    }
    found.set(String([at, from]), { at, from, kind, station: it.station ?? '', city: it.city ?? '', points: 1 })
  }
  return [...found.values()].flatMap(({ at, from, ...properties }) => [
    { type: 'Feature', properties, geometry: { type: 'Point', coordinates: at } },
    ...(from
      ? [
          {
            type: 'Feature',
            properties: { ...properties, kind: 'way' },
            geometry: { type: 'LineString', coordinates: [from, at] },
          },
          {
            type: 'Feature',
            properties: { ...properties, kind: 'from' },
            geometry: { type: 'Point', coordinates: from },
          },
        ]
      : []),
  ])
}

/**
 * The country's ground without its stations, and the changes over it.
 * @param {any[]} features
 */
function ground(features) {
  const c = palette()
  const whole = style(language.peek() === 'fr' ? 'fr-FR' : 'en-GB')
  const { stations, ...sources } = whole.sources
  const of = (/** @type {string} */ kind) => ['==', ['get', 'kind'], kind]
  const circle = (/** @type {string} */ id, /** @type {object} */ paint) => ({
    id,
    type: 'circle',
    source: 'changes',
    filter: of(id),
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 5, 5, 9, 9],
      'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 5, 1, 9, 2],
      'circle-stroke-color': c.paper,
      ...paint,
    },
  })
  const mark = (/** @type {Kind} */ kind, /** @type {string} */ color) => ({
    id: kind + '-mark',
    type: 'symbol',
    source: 'changes',
    filter: of(kind),
    paint: { 'text-color': color },
    layout: {
      'text-field': marks[kind],
      'text-font': ['Inter Semibold', 'Inter', 'sans-serif'],
      'text-size': ['interpolate', ['linear'], ['zoom'], 5, 8, 9, 14],
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
  })
  return {
    ...whole,
    sources: { ...sources, changes: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
    layers: [
      ...whole.layers.filter((/** @type {any} */ layer) => layer.source !== 'stations'),
      {
        id: 'moved-way',
        type: 'line',
        source: 'changes',
        filter: of('way'),
        paint: { 'line-color': c.ink, 'line-width': 2, 'line-dasharray': [2, 1.5] },
      },
      {
        id: 'moved-from',
        type: 'circle',
        source: 'changes',
        filter: of('from'),
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 5, 3, 9, 6],
          'circle-color': c.paper,
          'circle-stroke-width': 2,
          'circle-stroke-color': c.ink,
        },
      },
      circle('withdrawn', { 'circle-color': c.paper, 'circle-stroke-color': c.full }),
      mark('withdrawn', c.full),
      circle('changed', { 'circle-color': c.few }),
      mark('changed', c.onMark),
      circle('added', { 'circle-color': c.free }),
      mark('added', c.onMark),
      circle('moved', { 'circle-color': c.ink }),
      mark('moved', c.paper),
    ],
  }
}
