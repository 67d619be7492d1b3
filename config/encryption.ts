import env from '#start/env'
import { defineConfig, drivers } from '@adonisjs/core/encryption'
import { Secret } from '@adonisjs/core/helpers'

/**
 * Used by commands that never encrypt anything; the server refuses to start without APP_KEY.
 */
const withoutKey = new Secret('no-app-key-is-set-and-none-is-used')

const encryptionConfig = defineConfig({
  default: 'gcm',
  list: {
    gcm: drivers.aes256gcm({ keys: [env.get('APP_KEY', withoutKey)], id: 'gcm' }),
  },
})

export default encryptionConfig

declare module '@adonisjs/core/types' {
  export interface EncryptorsList extends InferEncryptors<typeof encryptionConfig> {}
}
