import { DateTime } from 'luxon'
import factory from '@adonisjs/lucid/factories'
import User from '#models/user'

/** The password of all users of this factory. */
export const PASSWORD = 'brave otter kettle seventeen'

/** Keeps e-mail addresses unique: faker repeats names now and then. */
let made = 0

/**
 * Customers and, by states, staff.
 */
export const UserFactory = factory
  .define(User, ({ faker }) => ({
    email: faker.internet.email().toLowerCase().replace('@', `.${++made}@`),
    fullName: faker.person.fullName(),
    password: PASSWORD,
    role: null,
    locale: 'en',
    disabledAt: null,
  }))
  .state('verified', (user) => {
    user.emailVerifiedAt = DateTime.utc()
  })
  .state('admin', (user) => {
    user.role = 'owner'
    user.emailVerifiedAt = DateTime.utc()
  })
  .state('manager', (user) => {
    user.role = 'manager'
  })
  .state('support', (user) => {
    user.role = 'support'
  })
  .state('accountant', (user) => {
    user.role = 'accountant'
  })
  .state('viewer', (user) => {
    user.role = 'viewer'
  })
  .build()
