import type { QuickSearch } from './quick_search'

/** With Ctrl or ⌘. Each returns whether it did something. */
const COMMANDS: Record<string, () => boolean> = {
  k: () => {
    document.querySelector<QuickSearch>('quick-search')?.open()
    return true
  },
  s: () => {
    const button = document.querySelector<HTMLButtonElement>('.save-bar button[value="stay"]')
    button?.form?.requestSubmit(button)
    return button !== null
  },
}

/** Single keys, outside of text fields; staff can switch them off. */
const SINGLE_KEYS: Record<string, () => boolean> = {
  '/': () => {
    const field =
      document.querySelector<HTMLInputElement>('#content input[type="search"][name="q"]') ??
      document.querySelector<HTMLInputElement>('#quick-search')
    field?.focus()
    return field !== null
  },
  '?': () => {
    document.querySelector<HTMLDialogElement>('#shortcuts')?.showModal()
    return true
  },
}

document.addEventListener('keydown', (event) => {
  if (event.altKey || event.isComposing || document.querySelector('dialog[open]')) {
    return
  }
  const action =
    event.ctrlKey || event.metaKey
      ? COMMANDS[event.key.toLowerCase()]
      : areSingleKeysOn() && !isTyping(event.target)
        ? SINGLE_KEYS[event.key]
        : undefined
  if (action?.()) {
    event.preventDefault()
  }
})

function areSingleKeysOn() {
  return 'singleKeys' in document.body.dataset
}

function isTyping(target: EventTarget | null) {
  return target instanceof Element && target.matches('input, textarea, select, [contenteditable]')
}

export {}
