import { createHash } from 'node:crypto'
import storeConfig from '#config/store'
import { ConfigurationError } from '#framework/configuration_error'

/** The characters of CSS colours in every notation; none of them can end a declaration. */
const CSS_COLOUR = /^[\w#(),.%\s/-]{1,100}$/

if (!CSS_COLOUR.test(storeConfig.accent)) {
  throw new ConfigurationError(
    `STORE_ACCENT is not a CSS colour: "${storeConfig.accent}"; write for example STORE_ACCENT=#2f6fde.`
  )
}

/** The stylesheet with the owner's accent colour, from which the others are derived. */
export const themeCss = `:root{--accent:${storeConfig.accent}}\n`

/** The stylesheet's URL. It changes with its content, so the browser may cache it permanently. */
export const themeUrl = `/theme.css?v=${createHash('sha256').update(themeCss).digest('hex').slice(0, 10)}`

/** The store's icon in the accent colour. */
export const favicon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26">' +
  `<rect width="26" height="26" rx="7" fill="${storeConfig.accent}"/>` +
  '<path d="M8 6.5v13M8 13l8.5-6.5M11.5 10.5l6 9" fill="none" stroke="#fff" stroke-width="2.4"' +
  ' stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
