/** One line of an examination. */
export interface Finding {
  name: string
  /**
   * - `good` as it should be
   * - `odd` it works, but somebody should know
   * - `bad` something will go wrong, or does
   */
  state: 'good' | 'odd' | 'bad'
  text: string
  /** The command or the setting that mends it. */
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

/** A finding for whatever a check throws. */
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
