import { availableParallelism } from 'node:os'
import type { HashDriverContract } from '@adonisjs/core/types/hash'
import { LimitedWork } from '#shared/concurrency/limited_work'

/**
 * A slow hash of passwords that uses at most half of the processors, and so leaves threads of Node's
 * pool to those who read files: guesses at passwords must not delay pages and downloads.
 */
export class QueuedHash implements HashDriverContract {
  readonly #work = new LimitedWork(Math.max(1, Math.floor(availableParallelism() / 2)))

  constructor(private hash: HashDriverContract) {}

  isValidHash(value: string): boolean {
    return this.hash.isValidHash(value)
  }

  make(value: string): Promise<string> {
    return this.#work.run(() => this.hash.make(value))
  }

  verify(hashedValue: string, plainValue: string): Promise<boolean> {
    return this.#work.run(() => this.hash.verify(hashedValue, plainValue))
  }

  needsReHash(hashedValue: string): boolean {
    return this.hash.needsReHash(hashedValue)
  }
}
