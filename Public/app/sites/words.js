import { language } from '../i18n.js'
import en from '../text/en/sites.js'
import fr from '../text/fr/sites.js'
import { styles } from '../ui/styles.js'

await styles('sites')

/** The words of sites, devices and what they measure. */
export const s = () => (language.value === 'fr' ? fr : en)
