/** What a process that runs spec files reports to the runner, over the channel between the two. */
export type Message =
  | { type: 'loading'; file: string }
  | { type: 'started'; file: string }
  | TestMessage
  | { type: 'finished'; errors: string }

export interface TestMessage {
  type: 'test'
  file: string
  title: string
  outcome: Outcome
  milliseconds: number
  /** Why it failed, in a line; else null. */
  error: string | null
}

export type Outcome = 'passed' | 'failed' | 'skipped'

/** Sends a message; does nothing where no runner listens. */
export function report(message: Message) {
  process.send?.(message)
}
