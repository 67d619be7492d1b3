import Combobox from '@github/combobox-nav'
import { askWhileTyping } from './ask_while_typing'

interface Group {
  title: string
  hits: { text: string; note: string | null; href: string }[]
  more: { text: string; href: string }
}

/**
 * Shows search results in a dialog while the user types; the arrow keys move through them. Enter
 * follows the selected one, or else submits the form.
 */
export function searchIn(dialog: HTMLDialogElement) {
  const input = dialog.querySelector('input')!
  const list = dialog.querySelector<HTMLElement>('[role="listbox"]')!
  const status = dialog.querySelector('[role="status"]')!
  const combobox = new Combobox(input, list, { tabInsertsSuggestions: false })

  askWhileTyping<{ groups: Group[] }>(input, {
    address: input.form!.action,
    show: (term, answer) => {
      const groups = answer?.groups ?? []
      list.replaceChildren(...groups.map(printGroup))
      list.hidden = groups.length === 0
      combobox.stop()
      if (groups.length > 0) {
        combobox.start()
      }
      status.textContent = describe(term, answer)
    },
  })
}

function describe(term: string, answer: { groups: Group[] } | null) {
  if (answer === null) {
    return 'There was no answer. Press Enter to search on a page of its own.'
  }
  if (term === '') {
    return ''
  }
  return answer.groups.length === 0
    ? 'Nothing was found.'
    : answer.groups.map(({ more }) => more.text).join(', ')
}

function printGroup({ title, hits, more }: Group, index: number) {
  const group = document.createElement('div')
  const heading = print('span', 'hits-title', title)
  heading.id = `search-group-${index}`
  group.role = 'group'
  group.setAttribute('aria-labelledby', heading.id)
  const options = hits.map(({ text, note, href }, place) =>
    printOption(`search-${index}-${place}`, href, [
      print('span', 'hit-text', text),
      ...(note ? [print('span', 'hit-note', note)] : []),
    ])
  )
  const all = printOption(`search-${index}-all`, more.href, [
    print('span', 'hit-more', `Show ${more.text} in a list`),
  ])
  group.append(heading, ...options, all)
  return group
}

function printOption(id: string, href: string, words: HTMLElement[]) {
  const option = document.createElement('a')
  option.id = id
  option.href = href
  option.role = 'option'
  option.tabIndex = -1
  option.className = 'hit'
  option.append(...words)
  return option
}

function print(tag: string, className: string, text: string) {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}
