import { createHash } from 'node:crypto'
import storeConfig from '#config/store'

/** Characters of CSS colours in every notation; none of them can end a declaration. */
const CSS_COLOUR = /^[\w#(),.%\s/-]{1,100}$/

if (!CSS_COLOUR.test(storeConfig.accent)) {
  throw new Error(`STORE_ACCENT is not a CSS colour: ${storeConfig.accent}`)
}

/** The stylesheet with the owner's accent colour, from which the others are derived. */
export const themeCss = `:root{--accent:${storeConfig.accent}}\n`

/** Its address, which changes with its content, so that it may be kept for ever. */
export const themeUrl = `/theme.css?v=${createHash('sha256').update(themeCss).digest('hex').slice(0, 10)}`
