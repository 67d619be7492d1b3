import { createHmac, timingSafeEqual } from 'node:crypto'
import env from '#start/env'
import { databaseTime, readTime } from '#database/columns'

/** Characters of the signature: 96 bits. */
const SIGNATURE_LENGTH = 16

/**
 * A position in a sorted list: the sort values and the id of the row there.
 */
export interface Cursor {
  values: (string | number)[]
  id: number
}

/**
 * Encodes and signs the position of a row.
 * @param sorting the list and its sorting. A cursor is valid only for the same one, because the
 *   databases refuse to compare values of different types
 */
export function writeCursor(row: { id: number; values: unknown[] }, sorting: string): string {
  const values = row.values.map((value) =>
    value instanceof Date ? databaseTime(readTime(value)) : value
  )
  const place = Buffer.from(JSON.stringify([values, row.id])).toString('base64url')
  return `${place}.${sign(place, sorting)}`
}

/** @returns null unless the cursor was created by `writeCursor` for the same sorting */
export function readCursor(cursor: string | null, sorting: string): Cursor | null {
  const [place, signature] = (cursor ?? '').split('.')
  if (!signature || !isEqual(signature, sign(place, sorting))) {
    return null
  }
  const [values, id] = JSON.parse(Buffer.from(place, 'base64url').toString())
  return { values, id }
}

function sign(place: string, sorting: string): string {
  const key = env.get('APP_KEY')?.release() ?? ''
  return createHmac('sha256', key)
    .update(`${sorting} ${place}`)
    .digest('base64url')
    .slice(0, SIGNATURE_LENGTH)
}

function isEqual(one: string, other: string): boolean {
  const [bytes, expected] = [Buffer.from(one), Buffer.from(other)]
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}
