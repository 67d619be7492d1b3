/** A sentence on what to do about an import that failed; undefined where it was of no package. */
export function missingPackage(error: unknown): string | undefined
