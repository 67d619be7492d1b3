import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { diskNamed } from '#storage/disks'
import { storeBytes } from '#storage/store_bytes'
import { sealHandOver } from '#delivery/hand_over'

/** A file that is fetched through nginx to see whether buyers would get theirs. */
export interface NginxProbe {
  /** In storage, as of any release. */
  key: string
  text: string
  /** The last part of its address. */
  token: string
}

/** Where nginx finds a file of the local disk. */
export function accelPath(prefix: string, key: string): string {
  return `${prefix.replace(/\/$/, '')}/${key}`
}

export async function createNginxProbe(): Promise<NginxProbe> {
  const text = randomBytes(20).toString('hex')
  const { key } = await storeBytes(Readable.from([Buffer.from(text)]), diskNamed('local'))
  return { key, text, token: sealHandOver({ kind: 'probe', key }) }
}
