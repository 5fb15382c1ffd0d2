import { language } from '../i18n.js'
import en from '../text/en/home.js'
import fr from '../text/fr/home.js'
import { styles } from '../ui/styles.js'

await styles('home')

/** The words of a home and its meter. */
export const h = () => (language.value === 'fr' ? fr : en)
