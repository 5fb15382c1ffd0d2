import { language } from '../i18n.js'
import en from '../text/en/energy.js'
import fr from '../text/fr/energy.js'

/** The words of the energy half, which the first view does not need. */
export const g = () => (language.value === 'fr' ? fr : en)
