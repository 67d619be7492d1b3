import { type Cell, NOTHING } from '#records/declarations/cells'
import type { Column, ListRow } from '#records/declarations/list'

/**
 * What a spreadsheet may take for a formula at the beginning of a cell.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** The names of the columns; an amount has a second one for its currency. */
export function exportHead(columns: Column<never>[]): string[] {
  return columns.flatMap(({ label, isMoney }) =>
    isMoney ? [harmless(label), harmless(`${label} currency`)] : harmless(label)
  )
}

/** A row as a file for programs has it. */
export function exportRow<Row extends ListRow>(columns: Column<Row>[], row: Row): string[] {
  return columns.flatMap(({ cell: cellOf, isMoney }) => {
    const cell = cellOf(row, '')
    return isMoney ? [print(cell), currencyOf(cell)] : print(cell)
  })
}

/** Numbers stay numbers, whatever their sign; times are in UTC; of all else only the words are kept. */
function print(cell: Cell): string {
  switch (cell.kind) {
    case 'number':
      return cell.exact?.value ?? words(cell.text)
    case 'time':
      return cell.iso
    case 'toggle':
      return cell.isOn ? 'yes' : 'no'
    case 'pills':
      return words(cell.pills.map(({ text }) => text).join(', '))
    default:
      return words(cell.text)
  }
}

function currencyOf(cell: Cell): string {
  return (cell.kind === 'number' && cell.exact?.currency) || ''
}

function words(text: string): string {
  return text === NOTHING ? '' : harmless(text)
}

/** An apostrophe makes a spreadsheet show a formula instead of working it out. */
function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}
