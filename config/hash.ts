import { defineConfig } from '@adonisjs/core/hash'
import { Scrypt } from '@adonisjs/core/hash/drivers/scrypt'
import { QueuedHash } from '#framework/queued_hash'

/**
 * OWASP's recommendations for scrypt include N=2^16, r=8, p=2 (64 MiB a hash).
 * Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
const SCRYPT = {
  cost: 2 ** 16,
  blockSize: 8,
  parallelization: 2,
  maxMemory: 256 * 1024 * 1024,
}

const hashConfig = defineConfig({
  default: 'scrypt',
  list: { scrypt: () => new QueuedHash(new Scrypt(SCRYPT)) },
})

export default hashConfig

declare module '@adonisjs/core/types' {
  export interface HashersList extends InferHashers<typeof hashConfig> {}
}
