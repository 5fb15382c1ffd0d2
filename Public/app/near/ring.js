import { effect, maplibre } from '../lib.js'
import { ringed, selectedStation, theMap, view } from '../map/view.js'

// The ring around the station that a screen is about. It stands where the station stands: circles of many hide theirs.

const element = document.createElement('i')
element.className = 'ring'
element.ariaHidden = 'true'
const marker = new (await maplibre).Marker({ element })
let isShown = false

effect(() => {
  const at = ringed.value
  const map = view.value && theMap()
  const isWanted = map && at && at.id === selectedStation.value
  if (isWanted) marker.setLngLat([at.lon, at.lat])
  if (isWanted && !isShown) marker.addTo(map)
  else if (!isWanted) marker.remove()
  isShown = isWanted
})
