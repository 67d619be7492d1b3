/*
|--------------------------------------------------------------------------
| HTTP kernel
|--------------------------------------------------------------------------
|
| There is no global middleware stack for routes: public pages, signed-in
| pages, the webhook, files and token links each have their own way in. What
| every answer needs (headers, host check, request id) is set at server level.
|
*/

import router from '@adonisjs/core/services/router'
import server from '@adonisjs/core/services/server'
import type { Permission } from '#admin/permissions'

server.errorHandler(() => import('#exceptions/handler'))

server.use([
  () => import('#middleware/security_headers_middleware'),
  () => import('#middleware/locale_middleware'),
  () => import('#middleware/host_guard_middleware'),
  () => import('#middleware/static_files_middleware'),
  () => import('@adonisjs/vite/vite_middleware'),
  () => import('#middleware/initialize_bouncer_middleware'),
])

export const middleware = router.named({
  body: () => import('#middleware/body_middleware'),
  session: () => import('@adonisjs/session/session_middleware'),
  csrf: () => import('@adonisjs/shield/shield_middleware'),
  identity: () => import('#middleware/identity_middleware'),
  visitor: () => import('#middleware/visitor_middleware'),
  auth: () => import('#middleware/auth_middleware'),
  guest: () => import('#middleware/guest_middleware'),
  tokenLink: () => import('#middleware/token_link_middleware'),
  staff: () => import('#middleware/staff_middleware'),
  resource: () => import('#middleware/resource_middleware'),
  recentSignIn: () => import('#middleware/recent_sign_in_middleware'),
  pictureForm: () => import('#middleware/picture_form_middleware'),
  productRequired: () => import('#middleware/product_required_middleware'),
})

/**
 * Signed-in pages and forms: session, CSRF and who it is.
 */
export const forms = [
  middleware.body(),
  middleware.session(),
  middleware.csrf(),
  middleware.identity(),
]

/**
 * Only staff whose role may do this.
 */
export const may = (permission: Permission) => middleware.staff({ may: permission })
