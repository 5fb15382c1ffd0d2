/**
 * Tells our own ground, the communes and the countries around, from what lies upon it.
 * @param {any} whole our style
 */
export function split(whole) {
  const isGround = (/** @type {any} */ layer) =>
    layer.type === 'background' || layer.source === 'ground' || layer.source === 'abroad'
  const { ground, abroad, ...sources } = whole.sources
  return {
    communes: {
      sources: { ...(ground ? { ground } : {}), ...(abroad ? { abroad } : {}) },
      layers: /** @type {any[]} */ (whole.layers.filter(isGround)),
    },
    marks: { sources, layers: /** @type {any[]} */ (whole.layers.filter((/** @type {any} */ one) => !isGround(one))) },
  }
}

/** @param {string} path @param {string} base */
export const absolute = (path, base) => new URL(path, base).href.replace(/%7B/g, '{').replace(/%7D/g, '}')
