/** Milliseconds after the last key before a request is sent. */
const PAUSE = 150

/**
 * Sends requests while the user types. Only the answer to the current text is shown.
 * @param input.name is sent as with its form
 * @param show gets null where the request failed
 */
export function askWhileTyping<Answer>(
  input: HTMLInputElement,
  { address, show }: { address: string; show: (term: string, answer: Answer | null) => void }
) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = new AbortController()

  const ask = async () => {
    asked = new AbortController()
    const term = input.value.trim()
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: term })}`, {
        headers: { accept: 'application/json' },
        signal: asked.signal,
      })
      show(term, answer.ok ? await answer.json() : null)
    } catch {
      if (!asked.signal.aborted) {
        show(term, null)
      }
    }
  }
  input.addEventListener('input', () => {
    clearTimeout(timer)
    asked.abort()
    timer = setTimeout(ask, PAUSE)
  })
  // A fast user has typed before this script was loaded.
  if (input.value.trim() !== '' && document.activeElement === input) {
    void ask()
  }
}
