import { test } from '@japa/runner'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { CopiedStore } from '#tests/helpers/process/copied_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { formFields, linkTo, readHtml, rowsOf } from '#tests/helpers/store/panel'
import type { StoreProcess } from '#tests/helpers/process/store_process'
import { stripe } from '#tests/helpers/stripe/stripe'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'

const OWNER = 'owner@example.com'
const PASSWORD = 'three grey geese, grazing'

let copy: CopiedStore
let store: StoreProcess
let visitor: Visitor

test.group('The recipes of the README', (group) => {
  group.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
    await stripe.products.create({ name: 'Field guide' })
    copy = await CopiedStore.make()
    await copy.follow('Adding a field to a product')
    await copy.follow('A resource of your own')
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

  test('add a field to the schema, the form, the list and the audit', async ({ assert }) => {
    const address = linkTo(await visitor.get('/admin/products'), 'Field guide') ?? ''
    const page = await visitor.get(address)
    const tooLong = await send(page, address, { subtitle: 'x'.repeat(121) })
    const saved = await send(page, address, { subtitle: 'For long walks' })

    assert.match(await copy.read('database/schema.ts'), /declare subtitle: string \| null/)
    assert.equal(tooLong.status, 422)
    assert.include(tooLong.body, 'Subtitle is longer than 120 characters')
    assert.equal(saved.status, 303)
    const list = await visitor.get('/admin/products')
    assert.include(rowsOf(list)[0], 'For long walks')
    const [{ changes }] = copy.rows(`select changes from audit_entries
      where action = 'product.updated'`)
    assert.deepEqual(JSON.parse(String(changes)), {
      subtitle: { before: null, after: 'For long walks' },
    })
  })

  test('add a resource that can be listed, created and updated', async ({ assert }) => {
    const empty = await visitor.get('/admin/announcements')
    const made = await create({ title: 'Über uns & mehr', body: 'Text', is_public: '1' })
    const page = await visitor.get(made.location ?? '')
    const changed = await send(page, made.location ?? '', { title: 'About us' })
    const list = await visitor.get('/admin/announcements')

    assert.include(readHtml(empty.body), 'No announcements yet')
    assert.equal(made.status, 303)
    assert.equal(formFields(page).slug, 'uber-uns-mehr')
    assert.equal(changed.status, 303)
    assert.deepEqual(rowsOf(list), ['About us Yes'])
    assert.equal(linkTo(list, 'About us'), made.location)
    assert.deepEqual(auditOf('Über uns & mehr'), ['announcement.created'])
    assert.deepEqual(auditOf('About us'), ['announcement.updated'])
  })

  test('give a resource a history to restore from, and deletion with a reason', async ({
    assert,
  }) => {
    const address = (await create({ title: 'Wrong', is_public: '1' })).location ?? ''
    await send(await visitor.get(address), address, { title: 'Right' })
    const record = address.replace(/\/edit$/, '')

    const history = await visitor.get(`${record}/history`)
    const restoring = linkTo(history, /^Bring back what was before/) ?? ''
    await send(await visitor.get(restoring), address, {})
    const unasked = await visitor.submit(`${record}/delete`, { reason: ' ' })
    const deleted = await visitor.submit(`${record}/delete`, { reason: 'A mistake' })

    assert.include(readHtml(history.body), 'Title Before: Wrong → After: Right')
    assert.include(readHtml(history.body), 'Public Before: Empty → After: Yes')
    assert.equal(unasked.status, 422)
    assert.equal(deleted.location, '/admin/announcements')
    assert.equal((await visitor.get(address)).status, 404)
    assert.deepEqual(auditOf('Wrong'), [
      'announcement.created',
      'announcement.updated',
      'announcement.deleted',
    ])
  })

  test('give a refused form back with everything that was typed and each error, and write nothing', async ({
    assert,
  }) => {
    const body = `${'long '.repeat(1900)}end`
    await create({ title: 'First', slug: 'first' })
    const taken = await create({ title: 'Second <b>', slug: 'first', body, is_public: '1' })
    const empty = await create({ title: '', body })

    assert.equal(taken.status, 422)
    assert.include(taken.body, 'Another announcement has this address')
    assert.include(taken.body, 'href="#field-slug"')
    assert.containsSubset(formFields(taken), {
      title: 'Second <b>',
      slug: 'first',
      body,
      is_public: '1',
    })
    assert.equal(empty.status, 422)
    assert.include(empty.body, 'Title is needed')
    assert.equal(formFields(empty).body, body)
    assert.deepEqual(auditOf('Second <b>'), [])
  })

  test('create a record once, however often its form is sent at the same time', async ({
    assert,
  }) => {
    const fields = await emptyForm({ title: 'Once', slug: '' })

    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() => visitor.post('/admin/announcements', fields))
    )
    const later = await visitor.post('/admin/announcements', fields)

    const locations = [...answers, later].map(({ location }) => location)
    assert.lengthOf([...new Set(locations)], 1)
    assert.match(locations[0] ?? '', /^\/admin\/announcements\/\d+\/edit$/)
    assert.lengthOf(copy.rows(`select id from announcements where title = 'Once'`), 1)
    assert.deepEqual(auditOf('Once'), ['announcement.created'])
    assert.include(
      readHtml((await visitor.get(later.location ?? '')).body),
      '“Once” was saved already.'
    )
  })

  test('lose nothing when a saved form is changed and sent again after Back', async ({
    assert,
  }) => {
    const fields = await emptyForm({ title: 'Before Back' })
    await visitor.post('/admin/announcements', fields)

    const again = await visitor.post('/admin/announcements', { ...fields, title: 'After Back' })
    const saved = await visitor.post('/admin/announcements', formFields(again))

    assert.equal(again.status, 409)
    assert.include(readHtml(again.body), 'This form was saved before, as “Before Back”.')
    assert.equal(formFields(again).title, 'After Back')
    assert.equal(saved.status, 303)
    assert.lengthOf(copy.rows(`select id from announcements where title like '% Back'`), 2)
  })

  test('lead to the chosen page after saving', async ({ assert }) => {
    const back = 'sort=made'
    const another = await create({ title: 'Go on 1', back, intent: 'another' })
    const returned = await create({ title: 'Go on 2', back, intent: 'return' })

    assert.equal(another.location, '/admin/announcements/new?back=sort%3Dmade')
    assert.equal(returned.location, '/admin/announcements?sort=made')
    const notice = await visitor.get(returned.location ?? '')
    assert.include(readHtml(notice.body), 'Saved “Go on 2”.')
    assert.match(linkTo(notice, 'Edit it') ?? '', /\/edit\?back=/)
  })

  test('duplicate a record with the values in its form', async ({ assert }) => {
    const made = await create({ title: 'Original', body: 'Same text', is_public: '1' })
    const page = await visitor.get(made.location ?? '')

    const copied = await send(page, made.location ?? '', { title: 'Typed', intent: 'copy' })
    const saved = await visitor.post('/admin/announcements', formFields(copied))

    assert.equal(copied.status, 200)
    assert.include(readHtml(copied.body), '“Original” stays as it was')
    assert.containsSubset(formFields(copied), { title: 'Typed', slug: '', body: 'Same text' })
    assert.equal(saved.status, 303)
    assert.deepEqual(
      copy.rows(`select title, slug, body, is_public from announcements
        where body = 'Same text' order by id`),
      [
        { title: 'Original', slug: 'original', body: 'Same text', is_public: 1 },
        { title: 'Typed', slug: 'typed', body: 'Same text', is_public: 1 },
      ]
    )
  })
})

async function emptyForm(values: Record<string, string>): Promise<Record<string, string>> {
  return { ...formFields(await visitor.get('/admin/announcements/new')), ...values }
}

async function create(values: Record<string, string>): Promise<Answer> {
  return visitor.post('/admin/announcements', await emptyForm(values))
}

/** Sends the form of a record's page. */
function send(page: Answer, address: string, changes: Record<string, string>): Promise<Answer> {
  const target = new URL(address, store.url).pathname.replace(/\/edit$/, '')
  return visitor.post(target, { ...formFields(page), ...changes })
}

/** The audited actions on announcements with this title. */
function auditOf(label: string): unknown[] {
  return copy
    .rows(`select action, subject_label from audit_entries order by id`)
    .filter((entry) => entry.subject_label === label)
    .map(({ action }) => action)
}
