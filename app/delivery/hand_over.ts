import { randomUUID } from 'node:crypto'
import encryption from '@adonisjs/core/services/encryption'
import type { RecordDownloadInput } from '#delivery/record_download'

/** The header that carries a sealed hand-over to nginx, and back with its report. */
export const HAND_OVER_HEADER = 'x-kiosk-delivery'

const PURPOSE = 'nginx'

/** How long nginx may take to send a file. */
const VALID_FOR = '7 days'

/** The longest user agent that is sealed: nginx reads headers into a few kilobytes. */
const USER_AGENT_LENGTH = 500

/**
 * What nginx is asked to send.
 * - `download` a release to a buyer; counted when nginx reports it
 * - `probe` a file of the doctor; deleted when nginx reports it
 */
export type HandOver =
  { kind: 'download'; record: RecordDownloadInput } | { kind: 'probe'; key: string }

/** A hand-over that this store sealed; no two have the same id. */
export type SealedHandOver = HandOver & { id: string }

/** Seals a hand-over, so that only this store can have made it. */
export function sealHandOver(handOver: HandOver): string {
  const sealed: SealedHandOver = { ...shortened(handOver), id: randomUUID() }
  return encryption.encrypt(sealed, { purpose: PURPOSE, expiresIn: VALID_FOR })
}

/** @returns null if this store did not seal it, or too long ago */
export function openHandOver(sealed: string): SealedHandOver | null {
  return encryption.decrypt<SealedHandOver>(sealed, PURPOSE)
}

function shortened(handOver: HandOver): HandOver {
  if (handOver.kind === 'probe') {
    return handOver
  }
  const { record } = handOver
  const userAgent = record.userAgent?.slice(0, USER_AGENT_LENGTH) ?? null
  return { kind: 'download', record: { ...record, userAgent } }
}
