import { test } from '@japa/runner'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { CopiedStore } from '#tests/helpers/process/copied_store'
import type { StoreProcess } from '#tests/helpers/process/store_process'
import { formFields, linkTo, readHtml, rowsOf } from '#tests/helpers/store/panel'
import { picture } from '#tests/helpers/store/product_form'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'
import { emulator } from '#tests/helpers/stripe/emulator'
import { stripe } from '#tests/helpers/stripe/stripe'

const OWNER = 'owner@example.com'
const PASSWORD = 'three grey geese, grazing'

const MIGRATION = `
import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('postcards', (table) => {
      table.increments('id').notNullable()
      table.string('title', 200).notNullable()
      table.string('front', 120).nullable()
      table.string('back', 120).nullable()
      table.integer('product_id').nullable()
      table.integer('size').nullable()
      table.integer('copies').nullable()
      table.timestamp('due_at', { precision: 3 }).nullable()
      table.text('body').nullable()
      table.text('note').nullable()
      table.boolean('is_public').notNullable().defaultTo(false)
      table.integer('lock_version').notNullable().defaultTo(1)
      table.timestamp('created_at', { precision: 3 }).notNullable()
      table.timestamp('updated_at', { precision: 3 }).notNullable()
    })
    this.schema.createTable('postcard_friends', (table) => {
      table.integer('postcard_id').notNullable()
      table.integer('product_id').notNullable()
      table.integer('position').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('postcards')
    this.schema.dropTable('postcard_friends')
  }
}
`

/** Every kind of field, each as a column of the list, beside a column of its own. */
const RESOURCE = `
import db from '@adonisjs/lucid/services/db'
import * as fields from '#records/declarations/fields'
import { number, text } from '#records/declarations/cells'
import { defineResource } from '#records/declarations/define_resource'

const THROUGH = { table: 'postcard_friends', own: 'postcard_id', picked: 'product_id', order: 'position' }

export const postcardResource = defineResource({
  key: 'postcards',
  title: 'Postcards',
  area: 'Store',
  noun: { one: 'postcard', many: 'postcards' },
  permissions: { view: 'view' },
  list: {
    table: 'postcards',
    from: () => db.from('postcards'),
    select: (query) => void query.select('postcards.title', 'postcards.lock_version'),
    columns: [
      { key: 'versions', label: 'Versions', cell: (row: any) => number(row.lock_version) },
      { key: 'shout', label: 'Shout', cell: (row: any) => text(row.title.toUpperCase()) },
    ],
    filters: [],
    sorts: { made: { expression: 'postcards.created_at' } },
    defaultSort: 'made',
    empty: { title: 'No postcards yet', text: 'Write one.' },
  },
  form: {
    subject: 'postcard',
    noun: 'postcard',
    table: 'postcards',
    permission: 'catalogue.change',
    find: async (id, client) => {
      const row = await client.from('postcards').where('id', id).first()
      const friends = await client.from('postcard_friends').where('postcard_id', id).orderBy('position')
      return row ? { ...row, friends: friends.map((friend: any) => friend.product_id).join(',') } : null
    },
    label: (row) => row.title,
    create: {},
    afterSave: async ({ id, after }, trx) => {
      await trx.from('postcard_friends').where('postcard_id', id).delete()
      for (const [position, productId] of fields.idsOf(after.friends).entries()) {
        await trx.insertQuery().table('postcard_friends').insert({ postcard_id: id, product_id: productId, position })
      }
    },
    sections: [
      {
        title: 'Postcard',
        text: 'What is on it.',
        fields: [
          fields.text('title', { label: 'Title', max: 200, required: true, list: true }),
          fields.picture('front', { label: 'Front', list: true }),
          fields.picture('back', { label: 'Back', list: true }),
          fields.relation('product_id', { label: 'Product', resource: 'products', list: true }),
          fields.relations('friends', { label: 'Friends', resource: 'products', max: 5, list: true, through: THROUGH }),
          fields.select('size', {
            label: 'Size',
            options: [{ value: '1', label: 'Small' }, { value: '2', label: 'Large' }],
            list: true,
          }),
          fields.number('copies', { label: 'Copies', min: 0, max: 10, list: true }),
          fields.time('due_at', { label: 'Due', list: true }),
          fields.markdown('body', { label: 'Text', max: 1000, list: true }),
          fields.textarea('note', { label: 'Note', max: 1000, list: true }),
          fields.checkbox('is_public', { label: 'Public', list: true }),
        ],
      },
    ],
  },
})
`

const ROW =
  '1 HELLO Hello Yes – Atlas Compass, Bearings Large 7 31 Jan 2026, 10:00 UTC A text A note Yes'

let copy: CopiedStore
let store: StoreProcess
let visitor: Visitor

test.group('A resource with every kind of field', (group) => {
  group.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
    for (const name of ['Atlas', 'Bearings', 'Compass']) {
      await stripe.products.create({ name })
    }
    copy = await CopiedStore.make()
    await copy.write('database/migrations/1899000000001_create_postcards.ts', MIGRATION)
    await copy.write('app/admin/postcards/postcard_resource.ts', RESOURCE)
    await copy.replace(
      'start/resources.ts',
      'export const RESOURCES: readonly ResourceDeclaration[] = [',
      `import { postcardResource } from '#admin/postcards/postcard_resource'
export const RESOURCES: readonly ResourceDeclaration[] = [
  postcardResource,`
    )
    await copy.ace(['migration:run', '--no-schema-generate'])
    await copy.ace(['bootstrap:ecommerce'])
    await copy.ace(['admin:create', `--email=${OWNER}`, '--password-stdin'], PASSWORD)
    store = await copy.start()
    visitor = new Visitor(store.url)
    await visitor.signIn({ email: OWNER }, PASSWORD)
    return async () => {
      await store.stop()
      await copy.remove()
    }
  })

  test('is listed and exported with names, and keeps the link beside a column of its own', async ({
    assert,
  }) => {
    const ids = productIds()
    const made = await create(
      {
        title: 'Hello',
        product_id: String(ids.Atlas),
        friends: `${ids.Compass},${ids.Bearings}`,
        size: '2',
        copies: '7',
        due_at: '2026-01-31T10:00',
        body: 'A text',
        note: 'A note',
        is_public: '1',
      },
      { front: await picture() }
    )

    assert.equal(made.status, 303)
    const list = await visitor.get('/admin/postcards')
    assert.deepEqual(rowsOf(list), [ROW])
    assert.equal(linkTo(list, 'HELLO'), made.location)
    const csv = (await visitor.get('/admin/postcards/export')).body
    assert.include(csv, 'HELLO,Hello,Yes,,Atlas,"Compass, Bearings",Large,7,2026-01-31T10:00')
  })

  test('keeps two pictures apart: upload, error, conflict, history, removal', async ({
    assert,
  }) => {
    const address = (await create({ title: 'Pictures' })).location ?? ''
    const stored = () => copy.rows(`select front, back from postcards where title = 'Pictures'`)[0]

    const first = await visitor.get(address)
    await send(first, address, {}, { back: await picture('#111111') })
    const { front: none, back } = stored()
    assert.isNull(none)
    assert.isString(back)

    const both = { front: await picture('#222222'), back: await picture('#333333') }
    const refused = await send(await visitor.get(address), address, { copies: 'x' }, both)
    assert.equal(refused.status, 422)
    assert.equal(refused.body.match(/<img class="picture"/g)?.length, 2)
    const saved = await send(refused, address, { copies: '1' })
    assert.equal(saved.status, 303)
    assert.isString(stored().front)
    assert.notEqual(stored().back, back)

    const conflict = await send(first, address, {}, { front: await picture('#444444') })
    assert.equal(conflict.status, 409)
    assert.include(readHtml(conflict.body), 'Front')

    await send(await visitor.get(address), address, { front_remove: '1' })
    assert.isNull(stored().front)
    assert.isString(stored().back)
    const changes = copy.rows(`select changes from audit_entries
      where action = 'postcard.updated' order by id`)
    assert.deepEqual(
      changes.map((entry) => Object.keys(JSON.parse(String(entry.changes)) as object)),
      [['back'], ['front', 'back', 'copies'], ['front']]
    )
  })

  test('explains a time and a choice in the wrong format', async ({ assert }) => {
    const refused = await create({ title: 'Wrong', due_at: 'soon', size: 'huge' })

    assert.equal(refused.status, 422)
    assert.include(refused.body, 'Due is not a date with a time, such as 2026-01-31T10:00')
    assert.include(readHtml(refused.body), 'Choose “Size” from the list')
  })
})

async function create(fields: Record<string, string>, pictures: Record<string, Buffer> = {}) {
  return send(await visitor.get('/admin/postcards/new'), '/admin/postcards', fields, pictures)
}

/** Sends the form of a page with some of its fields changed, as a browser without JavaScript. */
function send(
  page: Answer,
  address: string,
  changes: Record<string, string>,
  pictures: Record<string, Buffer> = {}
): Promise<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...formFields(page), ...changes })) {
    form.set(name, value)
  }
  for (const name of ['front', 'back']) {
    const file = pictures[name]
    form.set(`${name}_upload`, new Blob(file ? [new Uint8Array(file)] : []), file ? 'p.jpg' : '')
  }
  return visitor.upload(address.replace(/\/edit$/, ''), form)
}

function productIds(): Record<string, number> {
  const rows = copy.rows(`select configurations.id, products.name
    from product_configurations as configurations
    join products on products.id = configurations.product_id`)
  return Object.fromEntries(rows.map(({ id, name }) => [String(name), Number(id)]))
}
