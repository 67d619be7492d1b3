/*
|--------------------------------------------------------------------------
| Routes
|--------------------------------------------------------------------------
|
| A table of contents: each part of the store has a file of its own.
|
*/

import '#start/routes/health'
import '#start/routes/webhooks'
import '#start/routes/store'
import '#start/routes/checkout'
import '#start/routes/library'
import '#start/routes/account'
import '#start/routes/mails'
import '#start/routes/admin'
import '#start/routes/staff'
