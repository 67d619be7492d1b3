/** The result of one check. */
export interface Finding {
  name: string
  /**
   * - `good` as it should be
   * - `odd` works, but the owner should know
   * - `bad` something fails or will fail
   */
  state: 'good' | 'odd' | 'bad'
  text: string
  /** The command or setting that fixes it. */
  fix?: string
}

export function good(name: string, text: string): Finding {
  return { name, state: 'good', text }
}

export function odd(name: string, text: string, fix?: string): Finding {
  return { name, state: 'odd', text, fix }
}

export function bad(name: string, text: string, fix: string): Finding {
  return { name, state: 'bad', text, fix }
}

/** The finding of a check; `bad` with the message where it throws. */
export async function orBad(
  name: string,
  fix: string,
  check: () => Promise<Finding>
): Promise<Finding> {
  try {
    return await check()
  } catch (error) {
    return bad(name, error instanceof Error ? error.message : String(error), fix)
  }
}
