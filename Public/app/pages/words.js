import { language } from '../i18n.js'
import en from '../text/en/pages.js'
import fr from '../text/fr/pages.js'

/** The words of pages that the first view does not need. */
export const p = () => (language.value === 'fr' ? fr : en)
