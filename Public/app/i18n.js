import { batch, effect, signal } from './lib.js'
import fr from './text/fr/common.js'

/** @typedef {typeof fr} Words */
/** @typedef {'fr' | 'en'} Language */

/** French comes with the page, being the language of most and the last resort of all. */
const texts = { fr: async () => fr, en: async () => (await import('./text/en/common.js')).default }

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

export const language = signal(/** @type {Language} */ ('fr'))
const words = signal(fr)

/** The words of the language in use; a component that reads them is drawn again when it changes. */
export const t = () => words.value

/** @param {Language} wanted */
export async function speak(wanted) {
  localStorage.setItem('language', wanted)
  await take(wanted)
}

/** @param {Language} wanted */
async function take(wanted) {
  try {
    const text = await texts[wanted]()
    batch(() => {
      words.value = text
      language.value = wanted
    })
  } catch {
    /* The page is offline and goes on in the language that it has. */
  }
}

effect(() => {
  document.documentElement.lang = language.value
})
// The page waits for its words: it is never seen in the wrong language.
if (first() !== 'fr') await take(first())
