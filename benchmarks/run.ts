/*
|--------------------------------------------------------------------------
| Benchmarks
|--------------------------------------------------------------------------
|
| `npm run bench` measures the store with the sample catalogue, `npm run bench --
| pages delivery` some of it, `npm run bench -- inputs` single calls with the
| worst inputs, `npm run bench -- large` a buyer and products with thousands of
| rows, `npm run bench -- admin` the panel with a large store.
| README.md explains the figures.
|
*/

import { measureAdmin } from './admin.js'
import { measureAttack } from './attack.js'
import { measureDelivery } from './delivery.js'
import { measureHostileInputs } from './hostile_inputs.js'
import { measureLarge } from './large.js'
import { machine } from './machine.js'
import { measurePages } from './pages.js'
import { Shop } from './shop.js'
import { measureWebhooks } from './webhooks.js'

const ROOT = new URL('..', import.meta.url).pathname

/** Benchmarks of a store with the sample catalogue. */
const MEASURES = {
  pages: measurePages,
  delivery: measureDelivery,
  webhooks: measureWebhooks,
  attack: measureAttack,
}

/** The load comes from one network, and the store would refuse most of it; attacks meet the limit. */
const UNLIMITED = { REQUESTS_PER_NETWORK: '0' }

/** Benchmarks of stores that take long to fill; they run only on request. */
const LARGE = { large: measureLarge, admin: measureAdmin }

const asked = process.argv.slice(2)
const known = [...Object.keys(MEASURES), 'inputs', ...Object.keys(LARGE)]
const unknown = asked.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown[0]}"; choose from ${known.join(', ')}.`)
  process.exit(1)
}

console.log(
  Object.entries(machine())
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ')
)
if (asked.length === 0 || asked.includes('inputs')) {
  await measureHostileInputs()
}
const chosen = Object.entries(MEASURES).filter(
  ([name]) => asked.length === 0 || asked.includes(name)
)
for (const [name, measure] of chosen) {
  const shop = new Shop(ROOT, { folder: 'bench', environment: name === 'attack' ? {} : UNLIMITED })
  try {
    await shop.open()
    await measure(shop)
  } finally {
    await shop.close()
  }
}
for (const [name, measure] of Object.entries(LARGE)) {
  if (asked.includes(name)) {
    await measure(ROOT)
  }
}
