import { html, useState } from '../lib.js'
import { get, patch, remove } from '../api/client.js'
import { Confirm } from '../ui/dialog.js'
import { Field, FormFault, useForm } from '../ui/parts.js'
import { k } from './words.js'

/**
 * How one is shown to others, and the way out.
 * @param {{ game: import('../api/types').MyGame, changed: () => void }} props
 */
export function Me({ game, changed }) {
  const w = k()
  const [isLeaving, setLeaving] = useState(false)
  const player = game.player
  const path = '/api/community/players/' + player?.id
  const { busy, error, submit } = useForm(async (data) => {
    const body = { pseudonym: data.get('pseudonym'), showName: data.get('showName') === 'on' }
    await patch(path, body, { match: (await get(path)).etag })
    changed()
  })
  const leave = async () => {
    await remove(path, { match: (await get(path)).etag })
    setLeaving(false)
    changed()
  }
  if (!player) return null
  return html`
    <section aria-labelledby="my-player"><h2 id="my-player">${w.me_}</h2>
      <p class="muted">${w.mode[player.mode]}</p>
      <form class="form" onSubmit=${submit}><${FormFault} error=${error} />
        <${Field} label=${w.pseudonym} name="pseudonym" required maxlength="40" autocomplete="off"
          defaultValue=${player.pseudonym} error=${error} />
        <label class="switch"><span>${w.showName}</span>
          <input type="checkbox" name="showName" defaultChecked=${player.showName} /></label>
        <div class="actions"><button class="button" disabled=${busy}>${w.save}</button>
          <button type="button" class="button danger" onClick=${() => setLeaving(true)}>${w.leaveGame}</button></div>
      </form>
      ${
        isLeaving &&
        html`<${Confirm} title=${w.leaveGame} text=${w.leaveGameText} yes=${w.leaveGame} danger
          close=${() => setLeaving(false)} confirm=${leave} />`
      }
    </section>`
}
