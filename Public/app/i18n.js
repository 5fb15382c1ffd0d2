import { computed, effect, signal } from './lib.js'
import en from './text/en.js'
import fr from './text/fr.js'

/** @typedef {typeof fr} Words */
/** @typedef {'fr' | 'en'} Language */

const texts = { fr, en }

/** @returns {Language} */
function first() {
  const wanted = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem('language')
  if (wanted === 'fr' || wanted === 'en') return wanted
  for (const name of navigator.languages) {
    if (name.startsWith('fr')) return 'fr'
    if (name.startsWith('en')) return 'en'
  }
  return 'fr'
}

export const language = signal(first())
const words = computed(() => texts[language.value])

/** The words of the language in use; a component that reads them is drawn again when it changes. */
export const t = () => words.value

/** @param {Language} wanted */
export function speak(wanted) {
  localStorage.setItem('language', wanted)
  language.value = wanted
}

effect(() => { document.documentElement.lang = language.value })
