import { language } from '../i18n.js'
import en from '../text/driverEn.js'
import fr from '../text/driverFr.js'

/** The words of favourites, calendars and receipts, which visitors need not fetch. */
export const b = () => (language.value === 'fr' ? fr : en)
