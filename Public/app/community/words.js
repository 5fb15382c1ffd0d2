import { language } from '../i18n.js'
import en from '../text/en/community.js'
import fr from '../text/fr/community.js'
import { styles } from '../ui/styles.js'

await styles('community')

/** The words of the game. */
export const k = () => (language.value === 'fr' ? fr : en)
