/**
 * The console's knowledge of a source: whether it has modes to choose from, and whether its preview lists changes.
 * @typedef {{ hasModes: boolean, listsChanges: boolean }} SourceOfImports
 */

/** @type {Record<string, SourceOfImports>} */
const sources = {
  irve: { hasModes: true, listsChanges: true },
  'irve-dynamic': { hasModes: false, listsChanges: false },
  eco2mix: { hasModes: false, listsChanges: false },
  tempo: { hasModes: false, listsChanges: false },
}

/**
 * @param {string} name
 * @returns {SourceOfImports}
 */
export const sourceOfImports = (name) => sources[name] ?? { hasModes: false, listsChanges: false }
