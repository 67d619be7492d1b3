import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ATTACKS } from '#tests/helpers/attacks/attacks'
import { startAttack } from '#tests/helpers/attacks/start_attack'
import { demoAccounts } from '../bin/demo/accounts.js'
import { line } from './report.js'
import type { Shop } from './shop.js'

/** Seconds of each phase. */
const PHASE = 8

/** Milliseconds between two rounds: a buyer, unlike an attacker, also reads the page. */
const PAUSE = 150

const FILE_BYTES = 1024 * 1024

/**
 * Measures how long a signed-in buyer needs once around (store home, product page, own purchases, a
 * file of 1 MiB), without and with each attack by one client, in turn.
 */
export async function measureAttack(shop: Shop): Promise<void> {
  const source = join(shop.folder, 'attack.bin')
  writeFileSync(source, randomBytes(FILE_BYTES))
  const file = await shop.sellFile(source)
  const paths = ['/', '/products/corner-icons', '/purchases', file.path]
  const accounts = { customer: demoAccounts.customer, staff: demoAccounts.owner }
  await measureRounds(shop, paths, file.cookie, PHASE)

  for (const name of Object.keys(ATTACKS)) {
    const calm = await measureRounds(shop, paths, file.cookie, PHASE)
    const attack = await startAttack(shop.url, name, PHASE, accounts)
    const attacked = await measureRounds(shop, paths, file.cookie, PHASE)
    const answers = await attack.ended
    const ratio = attacked.median / calm.median
    line(`attack: ${name}`, {
      'of calm': ratio.toFixed(2),
      'median ms': attacked.median.toFixed(1),
      'calm median ms': calm.median.toFixed(1),
      'worst ms': attacked.worst.toFixed(0),
      'failed': attacked.failures,
      'answers': JSON.stringify(answers),
      '': ratio <= 3 ? 'PASS' : 'over',
    })
  }
}

interface Rounds {
  /** Milliseconds. */
  median: number
  worst: number
  failures: number
}

/** Goes around, one request after the other, for some seconds. */
async function measureRounds(
  shop: Shop,
  paths: string[],
  cookie: string,
  seconds: number
): Promise<Rounds> {
  const end = Date.now() + seconds * 1000
  const times: number[] = []
  let failures = 0
  while (Date.now() < end) {
    const begin = performance.now()
    for (const path of paths) {
      const answer = await fetch(`${shop.url}${path}`, { headers: { cookie } })
      await answer.arrayBuffer()
      failures += answer.status === 200 ? 0 : 1
    }
    times.push(performance.now() - begin)
    await sleep(PAUSE)
  }
  times.sort((one, other) => one - other)
  return { median: times[Math.floor(times.length / 2)], worst: times.at(-1)!, failures }
}
