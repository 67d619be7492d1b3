import { type SchemaRules } from '@adonisjs/lucid/types/schema_generator'

/**
 * Makes the generated classes use the column options of `database/columns.ts`.
 */
export default {
  types: {
    bigint: () => ({ tsType: 'number', imports: [], decorator: '@column()' }),
    boolean: () => ({
      tsType: 'boolean',
      decorator: '@column(boolean)',
      imports: columns('boolean'),
    }),
    json: () => ({ tsType: 'any', decorator: '@column(json)', imports: columns('json') }),
    jsonb: () => ({ tsType: 'any', decorator: '@column(json)', imports: columns('json') }),
    DateTime: () => time('...utc'),
  },
  columns: {
    /** Lucid would put an underscore before the number. */
    sha256: () => ({
      tsType: 'string',
      decorator: "@column({ columnName: 'sha256' })",
      imports: [],
    }),
    created_at: () => time('...utc, autoCreate: true'),
    updated_at: () => time('...utc, autoCreate: true, autoUpdate: true'),
  },
} satisfies SchemaRules

function columns(name: string) {
  return [{ source: '#database/columns', namedImports: [name] }]
}

function time(options: string) {
  return {
    tsType: 'DateTime',
    decorator: `@column.dateTime({ ${options} })`,
    imports: [{ source: 'luxon', namedImports: ['DateTime'] }, ...columns('utc')],
  }
}
