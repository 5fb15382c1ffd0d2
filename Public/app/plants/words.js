import { number } from '../format.js'
import { language } from '../i18n.js'
import en from '../text/en/plants.js'
import fr from '../text/fr/plants.js'
import { styles } from '../ui/styles.js'

await styles('plants')

/** The words of a plant and its reserve. */
export const p = () => (language.value === 'fr' ? fr : en)

/**
 * 12,4 kWh, and not more digits than there are.
 * @param {number} wh
 */
export const energy = (wh) => `${number(wh / 1000, 3)}\u202fkWh`
