import fr from './text/fr.js'
import en from './text/en.js'

const texts = { fr, en }
let language = (localStorage.getItem('language') ?? navigator.language).startsWith('en') ? 'en' : 'fr'

/** @param {string} id @param {string} text @param {boolean} [good] */
function show(id, text, good) {
  const element = document.getElementById(id)
  if (!element) return
  element.textContent = text
  if (good !== undefined) element.dataset.good = String(good)
}

function translate() {
  const text = texts[language]
  document.documentElement.lang = language
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = text[element.dataset.text]
  }
}

/** Asks the server how it is: one question each, so that a dead database does not hide a living server. */
async function look() {
  const text = texts[language]
  const answers = await Promise.allSettled([fetch('/api'), fetch('/health/ready')])
  const [entry, ready] = answers.map((answer) => (answer.status === 'fulfilled' && answer.value.ok ? answer.value : null))
  show('server', entry ? text.running : text.away, entry !== null)
  show('database', ready ? text.running : text.away, ready !== null)
  show('version', entry ? (await entry.json()).version : '–')
}

document.getElementById('language')?.addEventListener('click', () => {
  language = language === 'fr' ? 'en' : 'fr'
  localStorage.setItem('language', language)
  translate()
  look()
})

translate()
look()
setInterval(look, 10_000)
