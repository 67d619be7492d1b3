import Combobox from '@github/combobox-nav'
import { askWhileTyping } from './ask_while_typing'

export interface RecordOption {
  id: number
  text: string
  note: string | null
}

/**
 * Offers records of a resource below a field while the user types; the arrow keys move through
 * them.
 * @param input.say announces the result to screen readers
 */
export function offerRecords(
  input: HTMLInputElement,
  {
    list,
    address,
    say,
    pick,
  }: {
    list: HTMLElement
    address: string
    say: (words: string) => void
    pick: (option: RecordOption) => void
  }
) {
  const combobox = new Combobox(input, list, {
    tabInsertsSuggestions: false,
    firstOptionSelectionMode: 'active',
  })
  let offered: RecordOption[] = []

  const show = (options: RecordOption[]) => {
    combobox.stop()
    offered = options
    list.replaceChildren(...options.map((option) => printOption(option, list.id)))
    list.hidden = options.length === 0
    if (options.length > 0) {
      combobox.start()
    }
  }
  askWhileTyping<{ options: RecordOption[] }>(input, {
    address,
    show: (term, answer) => {
      show(term === '' ? [] : (answer?.options ?? []))
      say(describe(term, answer?.options))
    },
  })
  list.addEventListener('combobox-commit', (event) => {
    const place = Array.from(list.children).indexOf(event.target as Element)
    const option = offered[place]
    input.value = ''
    show([])
    pick(option)
  })
  input.addEventListener('blur', () => setTimeout(() => show([]), 200))
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      show([])
    }
  })
}

function describe(term: string, options: RecordOption[] | undefined) {
  if (options === undefined) {
    return 'There was no answer.'
  }
  return term === '' ? '' : `${options.length} found`
}

function printOption({ id, text, note }: RecordOption, listId: string) {
  const option = document.createElement('div')
  option.id = `${listId}-${id}`
  option.role = 'option'
  option.className = 'hit'
  for (const [className, words] of [
    ['hit-text', text],
    ['hit-note', note ?? ''],
  ]) {
    const part = document.createElement('span')
    part.className = className
    part.textContent = words
    option.append(part)
  }
  return option
}
