import { configApp } from '@adonisjs/eslint-config'
import regexp from 'eslint-plugin-regexp'

/**
 * The rooms of app/, the ground floor first. A room imports only rooms named before it. The README
 * says what belongs in each; a new folder of app/ needs a place in this list.
 */
export const ROOMS = [
  'shared',
  'models',
  'framework',
  'events',
  'settings',
  'authority',
  'stripe',
  'storage',
  'covers',
  'background',
  'http',
  'mail',
  'buyers',
  'records',
  'catalogue',
  'access',
  'storefront',
  'delivery',
  'purchases',
  'checkout',
  'catalogue_editing',
  'accounts',
  'webhooks',
  'operations',
  'admin',
]

/**
 * Folders of app/ where AdonisJS' generators put the files of whoever builds on Kiosk. They may import
 * every room, and no room imports them. Kiosk itself has nothing there.
 */
const OWN_FOLDERS = [
  'abilities',
  'controllers',
  'jobs',
  'listeners',
  'mails',
  'policies',
  'services',
  'transformers',
  'validators',
]

/** Rooms and folders that may see a request. Everything else is called with plain input. */
const REQUEST_FOLDERS = [
  'app/framework/**/*.ts',
  'app/http/**/*.ts',
  'app/*/**/controllers/**/*.ts',
  'app/*/**/middleware/**/*.ts',
]

const httpContext = {
  name: '@adonisjs/core/http',
  message: 'Only controllers, middleware, http/ and framework/ see HttpContext.',
}
const stripeValue = {
  name: 'stripe',
  allowTypeImports: true,
  message: "Only app/stripe's own stripe_*.ts files call Stripe.",
}
const emulator = {
  regex: '^#stripe_emulator/',
  message: 'The store does not know the local Stripe.',
}
const wiring = {
  regex: '^#(app|commands|providers|tests|start/(?!env$)|generated/(?!policies$))',
  message: 'app/ does not know how it is put together.',
}
const relative = {
  regex: String.raw`^\.\.?/`,
  message: 'Import by the name of the room: #room/file.',
}

/** The imports that files may not have: static ones, and those that are loaded when needed. */
function restricted(paths, patterns) {
  return {
    '@typescript-eslint/no-restricted-imports': ['error', { paths, patterns }],
    'no-restricted-syntax': [
      'error',
      ...patterns.map(({ regex, message }) => {
        const pattern = `/${regex.replaceAll('/', String.raw`\/`)}/`
        return {
          selector: `:matches(ImportExpression, TSImportType) :matches(Literal[value=${pattern}], TemplateElement[value.raw=${pattern}])`,
          message,
        }
      }),
    ],
  }
}

/** Other names by which a room is imported, as AdonisJS' generators write them. */
const ALIASES = { http: ['middleware', 'exceptions'] }

/** What the room at this place of the list may not import, by path. */
function forbiddenIn(place) {
  const above = ROOMS.slice(place + 1).flatMap((name) => [name, ...(ALIASES[name] ?? [])])
  above.push(...OWN_FOLDERS, ...(ROOMS[place] === 'shared' ? ['config', 'database'] : []))
  return [
    emulator,
    wiring,
    relative,
    {
      regex: `^#(${above.join('|')})/`,
      message: `${ROOMS[place]} imports only rooms before it in the list of rooms.`,
    },
  ]
}

/** The rules of a room: for most of its files, and for those that may see a request or call Stripe. */
function room(name, place) {
  const files = [`app/${name}/**/*.{ts,js}`]
  const patterns = forbiddenIn(place)
  return [
    {
      name: `app/${name}`,
      files,
      ignores: REQUEST_FOLDERS,
      rules: restricted([httpContext, stripeValue], patterns),
    },
    {
      name: `app/${name}, where requests are seen`,
      files: REQUEST_FOLDERS.filter(
        (glob) => glob.startsWith(`app/${name}/`) || glob.startsWith('app/*/')
      ).map((glob) => glob.replace('app/*/', `app/${name}/`)),
      rules: restricted([stripeValue], patterns),
    },
  ]
}

export default configApp(
  {
    name: 'Not ours to lint',
    ignores: ['.adonisjs/**', 'database/schema.ts', 'public/**', '.data/**', 'build/**'],
  },
  {
    name: 'A member of an awaited answer may be read at once',
    rules: { '@unicorn/no-await-expression-member': 'off' },
  },
  {
    name: 'A regular expression takes linear time, whatever text it meets',
    files: ['**/*.{ts,js,mjs}'],
    ignores: ['tests/**', 'benchmarks/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false }],
    },
  },
  {
    name: 'A webhook without a verified signature may come from anybody',
    files: ['app/**/*.{ts,js}'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          property: 'constructEventWithoutVerification',
          message: 'Use constructEvent, which verifies the signature.',
        },
      ],
    },
  },
  {
    name: 'Wiring, configuration and tables',
    files: [
      'config/**/*.ts',
      'start/**/*.ts',
      'database/**/*.ts',
      'providers/**/*.ts',
      ...OWN_FOLDERS.map((name) => `app/${name}/**/*.ts`),
    ],
    rules: restricted([stripeValue], [emulator]),
  },
  ...ROOMS.flatMap(room),
  {
    name: 'Every file of app/ is in a room',
    files: ['app/**/*.{ts,js}'],
    ignores: [...ROOMS, ...OWN_FOLDERS].map((name) => `app/${name}/**`),
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Program',
          message:
            'Not in a room. Move the file into one, or give its folder a place in the list of rooms in eslint.config.js.',
        },
      ],
    },
  },
  {
    name: 'Where Stripe is called',
    files: ['app/stripe/stripe_*.ts'],
    rules: restricted([httpContext], forbiddenIn(ROOMS.indexOf('stripe'))),
  },
  {
    name: 'Commands',
    files: ['commands/**/*.ts'],
    ignores: ['commands/stripe_emulate.ts', 'commands/demo.ts'],
    rules: restricted([httpContext, stripeValue], [emulator]),
  },
  {
    name: 'The local Stripe',
    files: ['stripe_emulator/**/*.ts'],
    rules: {
      /** Stripe's names are written with underscores. */
      '@typescript-eslint/naming-convention': 'off',
      ...restricted(
        [],
        [
          {
            regex: '^#(?!stripe_emulator/)|^@adonisjs/',
            message: 'The local Stripe imports nothing of the store.',
          },
        ]
      ),
    },
  }
)
