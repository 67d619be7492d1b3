import type { Group } from '@japa/runner/core'
import { startStore, type StoreProcess } from '#tests/helpers/process/store_process'

/**
 * Starts stores for the tests of a group, and kills those of a test after it.
 * @returns how to start one; what it is given differs from the environment of the tests
 */
export function storeStarter(
  group: Group
): (environment?: Record<string, string>) => Promise<StoreProcess> {
  let stores: StoreProcess[] = []

  group.each.teardown(async () => {
    await Promise.all(stores.map((store) => store.kill()))
    stores = []
  })
  return async (environment) => {
    const store = await startStore(environment)
    stores.push(store)
    return store
  }
}
