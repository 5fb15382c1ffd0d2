import { language } from '../i18n.js'
import en from '../text/en/accounts.js'
import fr from '../text/fr/accounts.js'

/** The words of signing in and of security, which visitors need not fetch. */
export const a = () => (language.value === 'fr' ? fr : en)
