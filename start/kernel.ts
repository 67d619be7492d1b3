/*
|--------------------------------------------------------------------------
| HTTP kernel
|--------------------------------------------------------------------------
|
| Public pages, signed-in pages, the webhook, files and token links each have
| their own middleware, so the stack for all routes has no session and reads no
| body. Middleware that every response needs (headers, host check) runs at
| server level.
|
*/

import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'
import type { Permission } from '#authority/permissions'

server.errorHandler(() => import('#http/exceptions/handler'))

server.use([
  () => import('#http/middleware/security_headers_middleware'),
  () => import('#http/middleware/locale_middleware'),
  () => import('#http/middleware/host_guard_middleware'),
  () => import('#http/middleware/static_files_middleware'),
  () => import('@adonisjs/vite/vite_middleware'),
  () => import('#access/middleware/initialize_bouncer_middleware'),
])

/**
 * For every route. `node ace configure` and `node ace add` put a package's middleware here; if it
 * needs the session or the body, move it to `forms`.
 */
router.use([() => import('#http/middleware/container_bindings_middleware')])

export const middleware = router.named({
  body: () => import('#http/middleware/body_middleware'),
  session: () => import('#http/middleware/session_middleware'),
  csrf: () => import('@adonisjs/shield/shield_middleware'),
  identity: () => import('#http/middleware/identity_middleware'),
  visitor: () => import('#storefront/middleware/visitor_middleware'),
  auth: () => import('#http/middleware/auth_middleware'),
  guest: () => import('#http/middleware/guest_middleware'),
  tokenLink: () => import('#http/middleware/token_link_middleware'),
  staff: () => import('#admin/middleware/staff_middleware'),
  resource: () => import('#records/middleware/resource_middleware'),
  recentSignIn: () => import('#http/middleware/recent_sign_in_middleware'),
  uploadToken: () => import('#http/middleware/upload_token_middleware'),
  pictureForm: () => import('#records/middleware/picture_form_middleware'),
  productRequired: () => import('#access/middleware/product_required_middleware'),
})

/**
 * For signed-in pages and forms: body, session, CSRF and identity.
 */
export const forms = [
  middleware.body(),
  middleware.session(),
  middleware.csrf(),
  middleware.identity(),
]

/**
 * Requires staff whose role has a permission.
 */
export const may = (permission: Permission) => middleware.staff({ may: permission })
