/** Values of fields with these names are never written to the audit. */
const SECRETS = /password|secret|token/i

/** Replaces a secret value in the audit. */
export const MASK = '(hidden)'

/** Whether the audit must mask the values of a field. */
export function isSecret(name: string): boolean {
  return SECRETS.test(name)
}
