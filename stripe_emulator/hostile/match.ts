/** The API calls that a fault or a hold applies to. */
export interface CallMatch {
  method?: string
  /** A prefix of the path, or a regular expression if it starts with `^`. */
  path: string
}

/** Whether a fault or a hold applies to a call. */
export function matchesCall(match: CallMatch, method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) {
    return false
  }
  return match.path.startsWith('^')
    ? new RegExp(match.path).test(path)
    : path.startsWith(match.path)
}
