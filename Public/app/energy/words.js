import { language } from '../i18n.js'
import en from '../text/energyEn.js'
import fr from '../text/energyFr.js'

/** The words of the energy half, which the first view does not need. */
export const g = () => (language.value === 'fr' ? fr : en)
