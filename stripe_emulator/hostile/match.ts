/** Which API calls are meant. */
export interface CallMatch {
  method?: string
  /** The beginning of the path; a text that starts with `^` is a regular expression. */
  path: string
}

export function matchesCall(match: CallMatch, method: string, path: string): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) {
    return false
  }
  return match.path.startsWith('^')
    ? new RegExp(match.path).test(path)
    : path.startsWith(match.path)
}
