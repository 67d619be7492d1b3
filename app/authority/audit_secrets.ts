/** Values under these names never reach the audit. */
const SECRETS = /password|secret|token/i

/** What the audit keeps instead. */
export const MASK = '(hidden)'

export function isSecret(name: string): boolean {
  return SECRETS.test(name)
}
