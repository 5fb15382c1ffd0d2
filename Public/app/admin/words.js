import { language } from '../i18n.js'
import moreEn from '../text/desk/en/acts.js'
import moreFr from '../text/desk/fr/acts.js'
import en from '../text/desk/en/console.js'
import fr from '../text/desk/fr/console.js'

/** The words of the desk, which visitors need not fetch. */
export const d = () => (language.value === 'fr' ? fr : en)

/** The words of what is done at the desk: outcomes, many rows at once, the palette. */
export const c = () => (language.value === 'fr' ? moreFr : moreEn)
