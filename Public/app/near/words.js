import { language } from '../i18n.js'
import en from '../text/nearEn.js'
import fr from '../text/nearFr.js'

/** The words of what is near, which come with the first tap. */
export const n = () => (language.value === 'fr' ? fr : en)
