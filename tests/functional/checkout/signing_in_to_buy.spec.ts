import { test } from '@japa/runner'
import { UserFactory } from '#database/factories/user_factory'
import { givenStore } from '#tests/helpers/store/buying'
import { Visitor } from '#tests/helpers/store/visitor'
import { givenSignedInUser } from '#tests/helpers/store/signed_in'

const QUERY = 'product=course&price=price_course_team'
const PAYMENT_PAGE = /^http:\/\/127\.0\.0\.1:\d+\/.*cs_test_/

const account = {
  email: 'ada@example.com',
  password: 'three grey geese, grazing',
  password_confirmation: 'three grey geese, grazing',
}

test.group('Signing in to buy', (group) => {
  group.each.setup(() => givenStore())

  test('names the product and leads straight to the payment page', async ({ assert }) => {
    const user = await UserFactory.create()
    const visitor = new Visitor()

    const page = await visitor.get(`/login?${QUERY}`)
    const wrong = await visitor.post(`/login?${QUERY}`, { email: user.email, password: 'wrong' })
    const answer = await visitor.signIn(user)

    assert.include(page.body, 'You are buying Course')
    assert.include(page.body, `/signup?product=course&amp;price=price_course_team`)
    assert.equal(wrong.status, 422)
    assert.include(wrong.body, 'You are buying Course')
    assert.equal(answer.status, 303)
    assert.match(answer.location!, PAYMENT_PAGE)
  })

  test('works with a new account', async ({ assert }) => {
    const visitor = new Visitor()
    await visitor.get(`/login?${QUERY}`)
    await visitor.get(`/signup?${QUERY}`)

    const answer = await visitor.post(`/signup?${QUERY}`, account)

    assert.match(answer.location!, PAYMENT_PAGE)
  })

  test('ignores products that are not for sale', async ({ assert }) => {
    const user = await UserFactory.create()
    for (const query of ['product=nothing', 'product=../x', 'product[]=course', 'product=<b>']) {
      const visitor = new Visitor()
      const page = await visitor.get(`/login?${query}`)
      assert.equal(page.status, 200, query)
      assert.notInclude(page.body, 'You are buying')
      assert.equal((await visitor.signIn(user)).location, '/purchases')
    }
  })

  test('leads a signed-in user to the product', async ({ assert }) => {
    const { visitor } = await givenSignedInUser()

    assert.equal((await visitor.get(`/login?${QUERY}`)).location, '/products/course')
    assert.equal((await visitor.get('/login')).location, '/account')
  })
})
