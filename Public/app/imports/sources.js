/**
 * The console's knowledge of a source: whether it has modes to choose from, and what it lists the changes of.
 * @typedef {{ hasModes: boolean, changesOf: 'points' | 'grid' | null }} SourceOfImports
 */

/** @type {Record<string, SourceOfImports>} */
const sources = {
  irve: { hasModes: true, changesOf: 'points' },
  'irve-dynamic': { hasModes: false, changesOf: null },
  eco2mix: { hasModes: false, changesOf: 'grid' },
  tempo: { hasModes: false, changesOf: 'grid' },
}

/**
 * @param {string} name
 * @returns {SourceOfImports}
 */
export const sourceOfImports = (name) => sources[name] ?? { hasModes: false, changesOf: null }
