import hash from '@adonisjs/core/services/hash'

/**
 * Hashes passwords as the store does, for tests of hashes, of the time that they take, and of other
 * processes: hand it to the set-up of a group or of a test. All others compare passwords as they
 * are.
 */
export function realPasswordHashes() {
  hash.restore()
  return () => {
    hash.fake()
  }
}
