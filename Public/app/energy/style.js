import { url } from '../api/client.js'

// The style of these screens comes with the first of them, and is there before it is drawn.
await new Promise((resolve) => {
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = url('/style/energy.css')
  link.onload = link.onerror = resolve
  document.head.append(link)
})
