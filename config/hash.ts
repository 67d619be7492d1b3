import { defineConfig, drivers } from '@adonisjs/core/hash'

const hashConfig = defineConfig({
  default: 'scrypt',
  list: {
    /**
     * OWASP's recommendations for scrypt include N=2^16, r=8, p=2 (64 MiB a hash).
     * Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
     */
    scrypt: drivers.scrypt({
      cost: 2 ** 16,
      blockSize: 8,
      parallelization: 2,
      maxMemory: 256 * 1024 * 1024,
    }),
  },
})

export default hashConfig

declare module '@adonisjs/core/types' {
  export interface HashersList extends InferHashers<typeof hashConfig> {}
}
