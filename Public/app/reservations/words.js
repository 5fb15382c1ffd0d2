import { language } from '../i18n.js'
import en from '../text/en/driver.js'
import fr from '../text/fr/driver.js'

/** The words of favourites, calendars and receipts, which visitors need not fetch. */
export const b = () => (language.value === 'fr' ? fr : en)
