import { html, useEffect, useState } from '../lib.js'
import { me } from '../accounts/session.js'
import { b } from '../reservations/words.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { sentence } from '../ui/parts.js'
import { styles } from '../ui/styles.js'
import { askOnce, isKept, keep } from './kept.js'

await styles('driver')

/** What a visitor wanted to keep before being asked to sign in. */
const wish = 'favourite'

/** @param {{ id: string }} props */
export function Heart({ id }) {
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const account = me.value
  const turn = (/** @type {boolean} */ isOne) => {
    setError(null)
    keep(id, isOne).catch(setError)
  }
  useEffect(() => {
    if (!account) return
    if (sessionStorage.getItem(wish) === id) turn(true)
    else askOnce(id)
    sessionStorage.removeItem(wish)
  }, [id, account?.id])
  const label = b().favourites.one
  if (!account) {
    const back = '/connexion?retour=' + encodeURIComponent('/s/' + id)
    return html`<a class="button heart" href=${href(back)} aria-label=${label} title=${label}
      onClick=${() => sessionStorage.setItem(wish, id)}><${Icon} name="heart" size=${20} /></a>`
  }
  const isOne = isKept(id)
  return html`<button type="button" class="button heart" aria-pressed=${isOne} aria-label=${label} title=${label}
      onClick=${() => turn(!isOne)}><${Icon} name="heart" size=${20} /></button>
    ${error ? html`<p class="notice bad heart-fault" role="alert">${sentence(error)}</p>` : ''}`
}
