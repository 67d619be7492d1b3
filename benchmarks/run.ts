/*
|--------------------------------------------------------------------------
| Benchmarks
|--------------------------------------------------------------------------
|
| `npm run bench` measures everything, `npm run bench -- pages delivery` some
| of it. How to read the figures is in README.md beside this file.
|
*/

import { measureDelivery } from './delivery.js'
import { machine } from './machine.js'
import { measurePages } from './pages.js'
import { Shop } from './shop.js'
import { measureWebhooks } from './webhooks.js'

const MEASURES = {
  pages: measurePages,
  delivery: measureDelivery,
  webhooks: measureWebhooks,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in MEASURES))
if (unknown.length > 0) {
  console.error(
    `There is no benchmark "${unknown[0]}"; there are: ${Object.keys(MEASURES).join(', ')}.`
  )
  process.exit(1)
}

console.log(
  Object.entries(machine())
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ')
)
const shop = new Shop(new URL('..', import.meta.url).pathname)
try {
  await shop.open()
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (asked.length === 0 || asked.includes(name)) {
      await measure(shop)
    }
  }
} finally {
  await shop.close()
}
