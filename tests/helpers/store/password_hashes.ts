import hash from '@adonisjs/core/services/hash'

/**
 * Hashes passwords as in production, for tests of hashes, of timing and of other processes. For the
 * setup of a group or a test; all others compare plain passwords, which is faster.
 */
export function realPasswordHashes() {
  hash.restore()
  return () => {
    hash.fake()
  }
}
