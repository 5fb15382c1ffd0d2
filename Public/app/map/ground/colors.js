// The colours of streets: quiet, so that the circles are what one sees.

const light = {
  wood: '#dfe9d6',
  green: '#e6eedc',
  works: '#efede5',
  building: '#e8e4d9',
  wall: '#dad5c7',
  motorway: '#f5d39b',
  motorwayEdge: '#d9ac66',
  primary: '#fae5bd',
  primaryEdge: '#dcc793',
  road: '#ffffff',
  roadEdge: '#d8d3c5',
  far: '#d8d3c5',
  path: '#cfc8b6',
  rail: '#c4c0b3',
  streetName: '#5b6660',
  waterName: '#436f86',
}

/** @type {typeof light} */
const dark = {
  wood: '#1a2c22',
  green: '#1e3026',
  works: '#202a26',
  building: '#26322c',
  wall: '#314039',
  motorway: '#6b5630',
  motorwayEdge: '#171d1a',
  primary: '#514832',
  primaryEdge: '#171d1a',
  road: '#3d4a43',
  roadEdge: '#171d1a',
  far: '#333f39',
  path: '#46534c',
  rail: '#46524b',
  streetName: '#a3b1aa',
  waterName: '#7ba3b8',
}

/** Those of the page's scheme, which the browser has settled. */
export const streetColors = () => (getComputedStyle(document.documentElement).colorScheme === 'dark' ? dark : light)
