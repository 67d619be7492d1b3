/*
|--------------------------------------------------------------------------
| Attacker
|--------------------------------------------------------------------------
|
| Attacks a store from a process of its own, so that its work is not that of
| the buyer who is watched meanwhile: `attacker.ts <url> <attack> <seconds>`,
| with the accounts as JSON in ATTACK_ACCOUNTS. Prints how often each status
| was answered, as JSON.
|
*/

import { setTimeout as sleep } from 'node:timers/promises'
import { type AttackAccounts, ATTACKS } from '#tests/helpers/attacks/attacks'
import { AttackClient } from '#tests/helpers/attacks/attack_client'

const [url, name, seconds] = process.argv.slice(2)
const accounts: AttackAccounts = JSON.parse(process.env.ATTACK_ACCOUNTS ?? '{}')

const attack = ATTACKS[name]
// Each on a network of its own, so that no attack uses up the limits of another.
const client = new AttackClient(url, `127.0.1.${Object.keys(ATTACKS).indexOf(name) + 1}`)
if (attack.account) {
  await client.signIn(accounts[attack.account])
}
const repeat = await attack.begin(client)
const end = Date.now() + Number(seconds) * 1000
console.log('started')

async function repeatUntilEnd() {
  while (Date.now() < end) {
    await repeat()
  }
}

await Promise.race([
  Promise.all(Array.from({ length: attack.atOnce }, repeatUntilEnd)),
  sleep(Number(seconds) * 1000 + 500),
])
client.close()
console.log(JSON.stringify(client.answers))
process.exit(0)
