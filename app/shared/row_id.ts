/** As large as the databases' integers are, so that no number in an address breaks a query. */
const ROW_ID_PATTERN = /^[1-9]\d{0,8}$/

/** A route parameter that is the id of a row. */
export const ROW_ID = { match: ROW_ID_PATTERN, cast: Number }

/** Whether a text can be the id of a row. */
export function isRowId(text: string): boolean {
  return ROW_ID_PATTERN.test(text)
}

/** The id of a row in what a client sent; null where it is none. */
export function readRowId(sent: unknown): number | null {
  return typeof sent === 'string' && isRowId(sent) ? Number(sent) : null
}
