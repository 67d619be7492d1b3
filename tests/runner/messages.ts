/** What a process that runs spec files reports to the runner, over the channel between the two. */
export type Message =
  | { type: 'loading'; file: string }
  | { type: 'started'; file: string }
  | { type: 'test'; file: string; title: string; outcome: Outcome; milliseconds: number }
  | { type: 'finished'; errors: string }

export type Outcome = 'passed' | 'failed' | 'skipped'

/** Sends a message; does nothing where no runner listens. */
export function report(message: Message) {
  process.send?.(message)
}
