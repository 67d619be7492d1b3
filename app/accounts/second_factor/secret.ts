import encryption from '@adonisjs/core/services/encryption'

/**
 * Encrypts the secret of somebody's authenticator app, so that it is of no use beside another
 * account, and of none without the store's key.
 */
export function encryptSecret(userId: number, secret: string): string {
  return encryption.encrypt(secret, { purpose: purposeOf(userId) })
}

/**
 * @returns null where it was encrypted for somebody else, or with a key that is gone
 */
export function decryptSecret(userId: number, encrypted: string | null): string | null {
  return encrypted === null ? null : encryption.decrypt<string>(encrypted, purposeOf(userId))
}

function purposeOf(userId: number): string {
  return `second_factor:${userId}`
}
