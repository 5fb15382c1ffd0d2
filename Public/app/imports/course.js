import { duration } from '../format.js'

/** @typedef {import('../api/types').Import} Import */

const atWork = ['waiting', 'receiving', 'preview', 'merging']
/** The states of an import, in the order in which it goes through them. */
const course = [...atWork, 'done', 'failed', 'cancelled', 'undone']

/** @param {Import} one */
export const isAtWork = (one) => atWork.includes(one.state)

/**
 * An answer and the socket may overtake one another; an import only goes forward.
 * @param {Import} one @param {{ state: Import['state'], rows: { read: number } } | undefined} known
 */
export function isOlder(one, known) {
  if (!known) return false
  const way = course.indexOf(one.state) - course.indexOf(known.state)
  return way < 0 || (way === 0 && one.rows.read < known.rows.read)
}

/**
 * The colour of the state's pill.
 * @param {Import} one
 */
export const kindOf = (one) =>
  one.state === 'done' ? 'good' : one.state === 'failed' ? 'bad' : isAtWork(one) ? 'live' : ''

/**
 * How long it was at work, without the time in which the preview was looked at.
 * @param {Import} one
 */
export function worked({ createdAt, startedAt, readAt, appliedAt, finishedAt }) {
  if (!finishedAt) return null
  const waited = readAt && appliedAt ? Date.parse(appliedAt) - Date.parse(readAt) : 0
  return duration(Math.max(1, (Date.parse(finishedAt) - Date.parse(startedAt ?? createdAt) - waited) / 1000))
}
