import { BaseSchema } from '@adonisjs/lucid/schema'
import { refreshSearchTexts } from '#database/refresh_search_texts'
import type { SearchedTable } from '#database/search_text'

const TABLES: SearchedTable[] = ['users', 'products', 'product_configurations']

/**
 * Adds the folded texts that searches compare with, so that they ignore case and accents on both
 * databases. The indexes on names are those of the folded names now.
 */
export default class extends BaseSchema {
  async up() {
    for (const name of TABLES) {
      this.schema.alterTable(name, (table) => {
        table.text('search_text').notNullable().defaultTo('')
      })
    }
    this.defer(async (db) => void (await refreshSearchTexts(db, TABLES)))
    this.#replaceIndexes('search_text', (expression) => expression)
  }

  async down() {
    this.#replaceIndexes('full_name', (expression) => `lower(${expression})`)
    for (const name of TABLES) {
      this.schema.raw(`alter table ${name} drop column search_text`)
    }
  }

  /** Of the beginning of a name, and of its rest after the first word. */
  #replaceIndexes(column: string, folded: (expression: string) => string) {
    const isPostgres = this.db.dialect.name === 'postgres'
    const place = `${isPostgres ? 'strpos' : 'instr'}(${column}, ' ')`
    const operators = isPostgres ? ' text_pattern_ops' : ''
    for (const [index, expression] of [
      ['users_name_index', column],
      ['users_name_rest_index', `substr(${column}, ${place} + 1)`],
    ]) {
      this.schema.raw(`drop index ${index}`)
      this.schema.raw(`create index ${index} on users ((${folded(expression)})${operators})`)
    }
  }
}
