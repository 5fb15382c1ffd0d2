import { html } from '../lib.js'

/**
 * Shapes drawn on 24 x 24 with one stroke.
 * @type {Record<string, string>}
 */
const shapes = {
  search: 'M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13Zm5-1.5L20 20',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  next: 'M9.5 5.5 16 12l-6.5 6.5',
  locate: 'M12 8.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3',
  filter: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  map: 'M9 4 3.5 6.5v13L9 17l6 3 5.5-2.5v-13L15 7 9 4Zm0 0v13M15 7v13',
  calendar: 'M5 6h14a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1ZM4 10.5h16M8.5 3.5V8M15.5 3.5V8',
  leaf: 'M5 20c0-9 5-14.5 15-15.5C19.5 15 14.5 19 8 18c1-4 3.5-7 7-9',
  bolt: 'M13 3 5 13.5h6L10 21l9-11h-6.5L13 3Z',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.5 20.5c.6-4 3.6-5.5 7.5-5.5s6.9 1.5 7.5 5.5',
  route: 'M20 4 3.5 11l7 2.5L13 20.5 20 4Z',
  share: 'M12 15V4M8 7.5 12 3.5l4 4M5 12v8h14v-8',
  plug: 'M8 3v5M16 3v5M5.5 8h13v3a6.5 6.5 0 0 1-13 0V8ZM12 17.5V21.5',
  clock: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 7.5V12l3 2',
  car: 'M4.5 16.5h15v-4l-2-6h-11l-2 6v4ZM4.5 12.5h15M6.5 16.5v2.5M17.5 16.5v2.5',
  history: 'M4 5v4.5h4.5M4.6 9.5A8 8 0 1 1 4 13.5M12 8v4.5l3 1.8',
  upload: 'M12 16V5M7.5 9 12 4.5 16.5 9M4.5 15.5v4h15v-4',
  table: 'M4 5h16v14H4V5ZM4 10h16M4 14.5h16M10 10v9',
  people:
    'M9 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM2.5 19.5c.5-3.5 3-5 6.5-5s6 1.5 6.5 5' +
    'M15.5 5.5a3.3 3.3 0 0 1 0 6.3M18 15c2 .7 3.2 2.2 3.5 4.5',
  log: 'M6 3.5h9l3.5 3.5v13.5H6v-17ZM9 10h6.5M9 13.5h6.5M9 17h4',
  chart: 'M4 20h16M7 20v-7M12 20V5M17 20v-11',
  check: 'M4.5 12.5 10 18 20 7',
  warn: 'M12 4 2.5 20h19L12 4ZM12 10v4.5M12 17v.5',
  info: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 11v5.5M12 7.5V8',
  plus: 'M12 5v14M5 12h14',
  stop: 'M7 7h10v10H7z',
  down: 'M5.5 9.5 12 16l6.5-6.5',
  out: 'M14 4h5v16h-5M3.5 12H14M10 8l4 4-4 4',
  heart: 'M12 20 4.5 12.5a4.8 4.8 0 0 1 7.5-6 4.8 4.8 0 0 1 7.5 6L12 20Z',
  home: 'M4 11.5 12 5l8 6.5V20h-5.5v-5h-5v5H4v-8.5Z',
  battery: 'M4 8h14v9H4V8ZM18 11h2.5v3H18M8 12.5h4M10 10.5v4',
  sun:
    'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3' +
    'M5.5 5.5l2 2M16.5 16.5l2 2M5.5 18.5l2-2M16.5 7.5l2-2',
  wind: 'M3 9h11a2.5 2.5 0 1 0-2.5-2.5M3 13h15a2.5 2.5 0 1 1-2.5 2.5M3 17h7',
  cloud: 'M7 18.5a4 4 0 1 1 .5-8 5.5 5.5 0 0 1 10.5 2 3 3 0 0 1 0 6H7Z',
  key: 'M8 11a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM11 12.5 19.5 4M16 7.5l3 3',
  print: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7v-6Z',
}

/** @param {{ name: string, size?: number }} props */
export const Icon = ({ name, size = 24 }) => html`
  <svg class="icon" viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true" focusable="false">
    <path d=${shapes[name]} />
  </svg>`

/**
 * The face of each socket, as drivers know it.
 * @type {Record<string, string>}
 */
const plugs = {
  type2:
    'M6.5 6h11a6.5 6.5 0 1 1-11 0ZM9 11h.01M12 11h.01M15 11h.01M10.5 14.5h.01M13.5 14.5h.01M9.8 8.5h.01M14.2 8.5h.01',
  ccs:
    'M8 3.5h8a5 5 0 1 1-8 0ZM10 7h.01M14 7h.01M12 9.5h.01' +
    'M6.5 14.5h11a3 3 0 0 1 0 6h-11a3 3 0 0 1 0-6ZM9 17.5h.01M15 17.5h.01',
  chademo:
    'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM9 9.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z' +
    'M15 9.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3ZM12 16h.01M12 7h.01',
  ef: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM9 12.5h.01M15 12.5h.01M12 8h.01',
  other: 'M8 3v5M16 3v5M5.5 8h13v3a6.5 6.5 0 0 1-13 0V8ZM12 17.5V21.5',
}

/** @param {{ socket: string, size?: number }} props */
export const Plug = ({ socket, size = 26 }) => html`
  <svg class="icon plug" viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true" focusable="false">
    <path d=${plugs[socket] ?? plugs.other} />
  </svg>`
