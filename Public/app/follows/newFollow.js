import { html, useState } from '../lib.js'
import { post } from '../api/client.js'
import { go } from '../router.js'
import { Dialog } from '../ui/dialog.js'
import { Field, FormFault, useForm } from '../ui/parts.js'
import { AlarmFields, alarmOf } from './alarm.js'
import { metricName } from '../sites/measures.js'
import { s } from '../sites/words.js'

/**
 * Follows a metric of a device, or that of all devices of the kind at all sites.
 * @typedef {import('../api/types').DeviceMetric} DeviceMetric
 * @param {{ device: import('../api/types').Device, metric: DeviceMetric, close: () => void }} props
 */
export function NewFollow({ device, metric, close }) {
  const w = s()
  const [isRule, setRule] = useState(false)
  const { busy, error, submit } = useForm(async (data) => {
    const what = isRule
      ? { rule: { kinds: [device.kind], keys: [metric.key] } }
      : { metrics: [{ deviceId: device.id, key: metric.key }] }
    const { body } = await post('/api/subscriptions', { name: data.get('name'), ...what, alarm: alarmOf(data) })
    close()
    go('/abonnements/' + body.id)
  })
  return html`
    <${Dialog} title=${w.follow} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${FormFault} error=${error} />
        <${Field} label=${w.name} name="name" required maxlength="100" error=${error}
          defaultValue=${`${device.name}, ${metricName(metric.key)}`} />
        <label class="switch"><span>${w.byRule}<small>${w.kinds[device.kind]} · ${metricName(metric.key)}</small></span>
          <input type="checkbox" checked=${isRule} onChange=${() => setRule(!isRule)} /></label>
        <${AlarmFields} unit=${metric.unit} error=${error} />
        <button class="button primary" disabled=${busy}>${w.follow}</button>
      </form>
    <//>`
}
