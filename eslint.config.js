import { configApp } from '@adonisjs/eslint-config'

/**
 * The arrows that are allowed between the rooms of the house; see the picture in the README.
 */

const httpContext = {
  name: '@adonisjs/core/http',
  message: 'Actions, queries, models and jobs never see HttpContext.',
}
const stripeValue = {
  name: 'stripe',
  allowTypeImports: true,
  message: 'Only payments/ and the local Stripe talk with Stripe.',
}
const emulator = {
  regex: '^#stripe_emulator/',
  message: 'The store knows nothing of the local Stripe.',
}
const delivered = {
  regex: '^#(controllers|middleware)/',
  message: 'Wrong direction: routes lead to controllers, nothing leads back.',
}
const outer = {
  regex: '^#(actions|admin|controllers|jobs|mails|middleware|models|policies|queries|validators)/',
  message: 'This room imports none of the rooms above it.',
}
const gatewayPast = {
  regex: '^#payments/(?!payment_gateway$|purchase_status$|purchase_state$)',
  message: 'Use the abstract PaymentGateway.',
}

/** One room: which files it is, and what they may not import. */
function room(name, files, { paths = [], patterns = [] }) {
  return {
    name,
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [stripeValue, ...paths], patterns: [emulator, ...patterns] },
      ],
    },
  }
}

export default configApp(
  {
    name: 'Not ours to lint',
    ignores: ['.adonisjs/**', 'database/schema.ts', 'public/**', '.data/**', 'build/**'],
  },
  {
    name: 'One member of an answer may be read where it is awaited',
    rules: { '@unicorn/no-await-expression-member': 'off' },
  },
  {
    name: 'A webhook without a checked signature may be from anybody',
    files: ['app/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          property: 'constructEventWithoutVerification',
          message: 'Use constructEvent, which checks the signature.',
        },
      ],
    },
  },
  room(
    'The whole store',
    ['app/**/*.ts', 'config/**/*.ts', 'start/**/*.ts', 'database/**/*.ts'],
    {}
  ),
  room('Actions and queries', ['app/actions/**/*.ts', 'app/queries/**/*.ts'], {
    paths: [httpContext],
    patterns: [delivered, gatewayPast],
  }),
  room('Models', ['app/models/**/*.ts'], {
    paths: [httpContext],
    patterns: [
      delivered,
      { regex: '^#(actions|admin|jobs|mails|queries)/', message: 'Models hold behaviour only.' },
    ],
  }),
  room('Jobs and commands', ['app/jobs/**/*.ts', 'commands/**/*.ts'], {
    paths: [httpContext],
    patterns: [delivered],
  }),
  room('Payments', ['app/payments/**/*.ts'], { paths: [httpContext], patterns: [outer] }),
  room('Delivery and money', ['app/delivery/**/*.ts', 'app/shared/money.ts'], {
    paths: [httpContext],
    patterns: [outer, { regex: '^#payments/', message: 'Delivery knows nothing of payments.' }],
  }),
  room('Admin declarations', ['app/admin/**/*.ts'], {
    patterns: [delivered, { regex: '^#payments/', message: 'The admin acts through actions.' }],
  }),
  {
    name: 'Where Stripe is spoken',
    files: ['app/payments/stripe_*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: [httpContext], patterns: [emulator, outer] },
      ],
    },
  },
  {
    name: 'The commands that run the local Stripe',
    files: ['commands/stripe_emulate.ts', 'commands/demo.ts', 'commands/demo/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [delivered] }],
    },
  },
  {
    name: 'The local Stripe',
    files: ['stripe_emulator/**/*.ts'],
    rules: {
      /** Stripe's names are written with underscores. */
      '@typescript-eslint/naming-convention': 'off',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^#(?!stripe_emulator/)|^@adonisjs/',
              message: 'The local Stripe imports nothing of the store.',
            },
          ],
        },
      ],
    },
  }
)
