/** Milliseconds without a key after which a question is asked. */
const PAUSE = 150

/**
 * Asks the server while somebody types. Only the answer to what stands there last is shown.
 * @param input.name is sent as it would be with its form
 * @param show gets null where the server gave no answer
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
  // Whoever types fast has typed before this was loaded.
  if (input.value.trim() !== '' && document.activeElement === input) {
    void ask()
  }
}
