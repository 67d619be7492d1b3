/*
|--------------------------------------------------------------------------
| Tests for the mutation run
|--------------------------------------------------------------------------
|
| Runs the unit tests of the code that decides about money and access, without
| the application, so that a run for each mutation is fast.
|
*/

import { assert } from '@japa/assert'
import { configure, processCLIArgs, run } from '@japa/runner'
import { dot } from '@japa/runner/reporters'

processCLIArgs([])
configure({
  files: [
    'tests/unit/shared/money.spec.ts',
    'tests/unit/access/access_rules.spec.ts',
    'tests/unit/purchases/purchase_state.spec.ts',
    'tests/unit/purchases/recurring_purchase_state.spec.ts',
    'tests/unit/purchases/purchase_rows.spec.ts',
    'tests/unit/purchases/several_products.spec.ts',
    'tests/unit/purchases/divide_payments.spec.ts',
  ],
  plugins: [assert()],
  reporters: { activated: ['dot'], list: [dot()] },
  forceExit: true,
})
await run()
