import type { Locator, Page } from 'playwright'

/** More presses than any page here needs to get anywhere. */
const MOST_TABS = 200

/** How somebody works a page. */
export interface InputMethod {
  /** Presses a button, or follows a link. */
  press(control: Locator): Promise<void>
  /** Writes into a field, in the place of what stood there. */
  type(field: Locator, text: string): Promise<void>
  tick(box: Locator): Promise<void>
  /** @param option its words; with the keyboard their beginning is enough */
  choose(list: Locator, option: string): Promise<void>
}

/** By pointing at things. */
export const mouse: InputMethod = {
  press: (control) => control.click(),
  type: (field, text) => field.fill(text),
  tick: (box) => box.check(),
  choose: async (list, option) => {
    await list.selectOption(option)
  },
}

/** By nothing but keys: Tab until it is there, then what one presses on such a thing. */
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
