import type { Locator, Page } from 'playwright'

/** More presses than any page needs. */
const MOST_TABS = 200

/** How a page is operated. */
export interface InputMethod {
  /** Presses a button, or follows a link. */
  press(control: Locator): Promise<void>
  /** Replaces the text of a field. */
  type(field: Locator, text: string): Promise<void>
  tick(box: Locator): Promise<void>
  /** @param option its text; with the keyboard the beginning is enough */
  choose(list: Locator, option: string): Promise<void>
}

/** With the mouse. */
export const mouse: InputMethod = {
  press: (control) => control.click(),
  type: (field, text) => field.fill(text),
  tick: (box) => box.check(),
  choose: async (list, option) => {
    await list.selectOption(option)
  },
}

/** With the keyboard alone: Tab to the element, then the key for its kind. */
export function keyboardOf(page: Page): InputMethod {
  const { keyboard } = page

  async function reach(control: Locator) {
    await control.waitFor()
    for (let count = 0; count < MOST_TABS; count++) {
      if (await control.evaluate((element) => element === element.ownerDocument.activeElement)) {
        return
      }
      await keyboard.press('Tab')
    }
    throw new Error(`Tab never came to ${control}.`)
  }

  return {
    press: async (control) => {
      await reach(control)
      await keyboard.press('Enter')
    },
    type: async (field, text) => {
      await reach(field)
      await keyboard.press('Control+A')
      await keyboard.type(text)
    },
    tick: async (box) => {
      await reach(box)
      await keyboard.press('Space')
    },
    choose: async (list, option) => {
      await reach(list)
      await keyboard.type(option)
    },
  }
}
