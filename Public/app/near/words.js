import { language } from '../i18n.js'
import en from '../text/en/near.js'
import fr from '../text/fr/near.js'

/** The words of what is near, which come with the first tap. */
export const n = () => (language.value === 'fr' ? fr : en)
