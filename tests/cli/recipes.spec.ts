import { test } from '@japa/runner'
import { cleanStore } from '#tests/helpers/store/clean_store'
import { CopiedStore } from '#tests/helpers/process/copied_store'
import { emulator } from '#tests/helpers/stripe/emulator'
import { formFields, linkTo, readHtml, rowsOf } from '#tests/helpers/store/panel'
import type { StoreProcess } from '#tests/helpers/process/store_process'
import { stripe } from '#tests/helpers/stripe/stripe'
import { returnFromCheckout, pressBuy, sessionIdIn } from '#tests/helpers/store/buying'
import { type Answer, Visitor } from '#tests/helpers/store/visitor'
import { waitUntil } from '#tests/helpers/wait_until'

const OWNER = 'owner@example.com'
const PASSWORD = 'three grey geese, grazing'

/** Not the README's names, so that this passes where they are taken. */
const WORDS = {
  announcement: 'proclamation',
  Announcement: 'Proclamation',
  subtitle: 'motto',
  Subtitle: 'Motto',
  lesson: 'chapter',
  Lesson: 'Chapter',
  courses: 'books',
  subscribe_buyer: 'greet_buyer',
  SubscribeBuyer: 'GreetBuyer',
}

let copy: CopiedStore
let store: StoreProcess
let visitor: Visitor

test.group('The recipes of the README', (group) => {
  group.setup(async () => {
    await cleanStore()
    await emulator.setDelivery({ mode: 'off' })
    const { id } = await stripe.products.create({ name: 'Field guide' })
    await stripe.prices.create({ product: id, currency: 'eur', unit_amount: 900 })
    copy = await CopiedStore.make()
    await copy.follow('Adding a field to a product', WORDS)
    await copy.follow('A resource of your own', WORDS)
    await copy.follow('Opening a route to buyers', WORDS)
    await copy.follow('Listening to what happens', WORDS)
    await copy.ace(['bootstrap:ecommerce'])
    await copy.ace(['admin:create', `--email=${OWNER}`, '--password-stdin'], PASSWORD)
    store = await copy.start({ LOG_LEVEL: 'info' })
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
    const tooLong = await send(page, address, { motto: 'x'.repeat(121) })
    const saved = await send(page, address, { motto: 'For long walks' })

    assert.match(await copy.read('database/schema.ts'), /declare motto: string \| null/)
    assert.equal(tooLong.status, 422)
    assert.include(tooLong.body, 'Motto is longer than 120 characters')
    assert.equal(saved.status, 303)
    const list = await visitor.get('/admin/products')
    assert.include(rowsOf(list)[0], 'For long walks')
    const [{ changes }] = copy.rows(`select changes from audit_entries
      where action = 'product.updated'`)
    assert.deepEqual(JSON.parse(String(changes)), {
      motto: { before: null, after: 'For long walks' },
    })
  })

  test('list the roles for each route, as the test of the gate expects', async ({ assert }) => {
    const routes = await copy.routeNames('admin.proclamations.')
    const rows = await copy.read('tests/functional/admin/own_routes.ts')

    assert.isNotEmpty(routes)
    for (const name of routes) {
      const isOfEveryList = /\.(columns|views\.\w+)$/.test(name)
      assert.equal(rows.includes(`'${name}'`), !isOfEveryList, name)
    }
  })

  test('open a route to buyers, with a form, and listen to the sale', async ({ assert }) => {
    const chapter = '/books/field-guide/chapters/2'
    const unpaid = await visitor.get(chapter)
    const sessionId = sessionIdIn(await pressBuy({ browser: visitor }, 'field-guide'))
    await emulator.pay(sessionId)
    await returnFromCheckout({ browser: visitor }, sessionId)
    const open = await visitor.get(chapter)
    const sent = await visitor.submit(chapter, { answer: 'An owl' })
    const forged = await visitor.post(chapter, { answer: 'An owl', _csrf: 'made up' })

    assert.equal(unpaid.status, 303)
    assert.containsSubset(JSON.parse(open.body), { chapter: '2', of: 'field-guide' })
    assert.deepEqual(JSON.parse(sent.body), { answer: 'An owl' })
    assert.equal(forged.status, 403)
    await waitUntil('the listener', () => store.output().includes('subscribed to the newsletter'))
    assert.include(store.output(), OWNER)
  })

  test('add a resource that can be listed, created and updated', async ({ assert }) => {
    const empty = await visitor.get('/admin/proclamations')
    const made = await create({ title: 'Über uns & mehr', body: 'Text', is_public: '1' })
    const page = await visitor.get(made.location ?? '')
    const changed = await send(page, made.location ?? '', { title: 'About us' })
    const list = await visitor.get('/admin/proclamations')

    assert.include(readHtml(empty.body), 'No proclamations yet')
    assert.equal(made.status, 303)
    assert.equal(formFields(page).slug, 'uber-uns-mehr')
    assert.equal(changed.status, 303)
    assert.deepEqual(rowsOf(list), ['About us Yes'])
    assert.equal(linkTo(list, 'About us'), made.location)
    assert.deepEqual(auditOf('Über uns & mehr'), ['proclamation.created'])
    assert.deepEqual(auditOf('About us'), ['proclamation.updated'])
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
    assert.equal(deleted.location, '/admin/proclamations')
    assert.equal((await visitor.get(address)).status, 404)
    assert.deepEqual(auditOf('Wrong'), [
      'proclamation.created',
      'proclamation.updated',
      'proclamation.deleted',
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
    assert.include(taken.body, 'Another proclamation has this address')
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
      [1, 2, 3, 4, 5].map(() => visitor.post('/admin/proclamations', fields))
    )
    const later = await visitor.post('/admin/proclamations', fields)

    const locations = [...answers, later].map(({ location }) => location)
    assert.lengthOf([...new Set(locations)], 1)
    assert.match(locations[0] ?? '', /^\/admin\/proclamations\/\d+\/edit$/)
    assert.lengthOf(copy.rows(`select id from proclamations where title = 'Once'`), 1)
    assert.deepEqual(auditOf('Once'), ['proclamation.created'])
    assert.include(
      readHtml((await visitor.get(later.location ?? '')).body),
      '“Once” was saved already.'
    )
  })

  test('lose nothing when a saved form is changed and sent again after Back', async ({
    assert,
  }) => {
    const fields = await emptyForm({ title: 'Before Back' })
    await visitor.post('/admin/proclamations', fields)

    const again = await visitor.post('/admin/proclamations', { ...fields, title: 'After Back' })
    const saved = await visitor.post('/admin/proclamations', formFields(again))

    assert.equal(again.status, 409)
    assert.include(readHtml(again.body), 'This form was saved before, as “Before Back”.')
    assert.equal(formFields(again).title, 'After Back')
    assert.equal(saved.status, 303)
    assert.lengthOf(copy.rows(`select id from proclamations where title like '% Back'`), 2)
  })

  test('lead to the chosen page after saving', async ({ assert }) => {
    const back = 'sort=made'
    const another = await create({ title: 'Go on 1', back, intent: 'another' })
    const returned = await create({ title: 'Go on 2', back, intent: 'return' })

    assert.equal(another.location, '/admin/proclamations/new?back=sort%3Dmade')
    assert.equal(returned.location, '/admin/proclamations?sort=made')
    const notice = await visitor.get(returned.location ?? '')
    assert.include(readHtml(notice.body), 'Saved “Go on 2”.')
    assert.match(linkTo(notice, 'Edit it') ?? '', /\/edit\?back=/)
  })

  test('duplicate a record with the values in its form', async ({ assert }) => {
    const made = await create({ title: 'Original', body: 'Same text', is_public: '1' })
    const page = await visitor.get(made.location ?? '')

    const copied = await send(page, made.location ?? '', { title: 'Typed', intent: 'copy' })
    const saved = await visitor.post('/admin/proclamations', formFields(copied))

    assert.equal(copied.status, 200)
    assert.include(readHtml(copied.body), '“Original” stays as it was')
    assert.containsSubset(formFields(copied), { title: 'Typed', slug: '', body: 'Same text' })
    assert.equal(saved.status, 303)
    assert.deepEqual(
      copy.rows(`select title, slug, body, is_public from proclamations
        where body = 'Same text' order by id`),
      [
        { title: 'Original', slug: 'original', body: 'Same text', is_public: 1 },
        { title: 'Typed', slug: 'typed', body: 'Same text', is_public: 1 },
      ]
    )
  })
})

async function emptyForm(values: Record<string, string>): Promise<Record<string, string>> {
  return { ...formFields(await visitor.get('/admin/proclamations/new')), ...values }
}

async function create(values: Record<string, string>): Promise<Answer> {
  return visitor.post('/admin/proclamations', await emptyForm(values))
}

/** Sends the form of a record's page. */
function send(page: Answer, address: string, changes: Record<string, string>): Promise<Answer> {
  const target = new URL(address, store.url).pathname.replace(/\/edit$/, '')
  return visitor.post(target, { ...formFields(page), ...changes })
}

/** The audited actions on proclamations with this title. */
function auditOf(label: string): unknown[] {
  return copy
    .rows(`select action, subject_label from audit_entries order by id`)
    .filter((entry) => entry.subject_label === label)
    .map(({ action }) => action)
}
