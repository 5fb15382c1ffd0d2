import { language } from '../../i18n.js'
import en from '../../text/desk/en/community.js'
import fr from '../../text/desk/fr/community.js'

/** The words of the game's desk. */
export const kd = () => (language.value === 'fr' ? fr : en)
