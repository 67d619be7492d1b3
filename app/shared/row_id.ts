/** At most 9 digits, so that no number in an address overflows the databases' integers. */
const ROW_ID_PATTERN = /^[1-9]\d{0,8}$/

/** The matcher of a route parameter that is a row id. */
export const ROW_ID = { match: ROW_ID_PATTERN, cast: Number }

/** Whether a text can be the id of a row. */
export function isRowId(text: string): boolean {
  return ROW_ID_PATTERN.test(text)
}

/** Reads a row id from client input; null if it is not one. */
export function readRowId(sent: unknown): number | null {
  return typeof sent === 'string' && isRowId(sent) ? Number(sent) : null
}
