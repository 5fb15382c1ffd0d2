import { language } from '../i18n.js'
import en from '../text/deskEn.js'
import fr from '../text/deskFr.js'

/** The words of the desk, which visitors need not fetch. */
export const d = () => (language.value === 'fr' ? fr : en)
