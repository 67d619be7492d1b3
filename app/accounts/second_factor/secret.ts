import encryption from '@adonisjs/core/services/encryption'

/**
 * Encrypts the secret of a user's authenticator app, bound to that user and to APP_KEY.
 */
export function encryptSecret(userId: number, secret: string): string {
  return encryption.encrypt(secret, { purpose: purposeOf(userId) })
}

/**
 * Decrypts a secret.
 * @returns null where it was encrypted for another user or with another key
 */
export function decryptSecret(userId: number, encrypted: string | null): string | null {
  return encrypted === null ? null : encryption.decrypt<string>(encrypted, purposeOf(userId))
}

function purposeOf(userId: number): string {
  return `second_factor:${userId}`
}
