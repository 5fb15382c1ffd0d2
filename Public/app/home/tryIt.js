import { html } from '../lib.js'
import { post } from '../api/client.js'
import { go } from '../router.js'
import { Fault, useForm, useResource } from '../ui/parts.js'
import { h } from './words.js'

/**
 * A meter that does not exist, at a server that has Enedis' double beside it.
 * @param {{ done: () => void }} props
 */
export function TryIt({ done }) {
  const w = h()
  const { data } = useResource('/api', { keep: true })
  const { busy, error, submit } = useForm(async () => {
    const people = { adults: 2, teens: 0, children: 1 }
    const home = { name: w.tryName, people, heating: 'electric', hasSolar: true }
    const { body: made } = await post('/api/homes', home)
    done()
    // The consent is asked for as at any other home: nothing is ticked for anybody.
    go(`/maison/${made.id}?accord=1`)
  })
  const links = /** @type {{ _links: Record<string, unknown> } | undefined} */ (data)?._links
  if (!links?.enedisSandbox) return null
  return html`
    <form class="try" onSubmit=${submit}>
      ${error ? html`<${Fault} error=${error} />` : ''}
      <button class="button" disabled=${busy}>${w.tryIt}</button>
      <p class="muted">${w.tryText}</p>
    </form>`
}
