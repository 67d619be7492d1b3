import { type Cell, NOTHING } from '#records/declarations/cells'
import type { Column, ListRow } from '#records/declarations/list'

/**
 * Characters at the beginning of a cell that make a spreadsheet read it as a formula.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** The names of the columns; an amount has a second one for its currency. */
export function exportHead(columns: Column<never>[]): string[] {
  return columns.flatMap(({ label, isMoney }) =>
    isMoney ? [harmless(label), harmless(`${label} currency`)] : harmless(label)
  )
}

/** A row as CSV cells, unquoted. */
export function exportRow<Row extends ListRow>(columns: Column<Row>[], row: Row): string[] {
  return columns.flatMap(({ cell: cellOf, isMoney }) => {
    const cell = cellOf(row, '')
    return isMoney ? [print(cell), currencyOf(cell)] : print(cell)
  })
}

/** Numbers stay numbers, even negative ones; times are ISO in UTC; everything else is its text. */
function print(cell: Cell): string {
  switch (cell.kind) {
    case 'number':
      return cell.exact?.value ?? printText(cell.text)
    case 'time':
      return cell.iso
    case 'toggle':
      return cell.isOn ? 'yes' : 'no'
    case 'pills':
      return printText(cell.pills.map(({ text }) => text).join(', '))
    default:
      return printText(cell.text)
  }
}

function currencyOf(cell: Cell): string {
  return (cell.kind === 'number' && cell.exact?.currency) || ''
}

function printText(text: string): string {
  return text === NOTHING ? '' : harmless(text)
}

/** An apostrophe makes a spreadsheet show a formula instead of evaluating it. */
function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}
