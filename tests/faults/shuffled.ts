/**
 * The same items in an order that depends on the seed alone, so that a failure can be reproduced.
 * Source: https://en.wikipedia.org/wiki/Fisher%E2%80%93Yates_shuffle
 */
export function shuffled<Item>(items: Item[], seed: number): Item[] {
  const mixed = [...items]
  let state = seed
  for (let place = mixed.length - 1; place > 0; place--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const other = state % (place + 1)
    ;[mixed[place], mixed[other]] = [mixed[other], mixed[place]]
  }
  return mixed
}
