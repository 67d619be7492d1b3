/*
|--------------------------------------------------------------------------
| Accounts
|--------------------------------------------------------------------------
|
| Signing up, in and out, and one's own account. Links that came by mail have
| no session: their secret is the authority.
|
*/

import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { TOKEN_SECRET } from '#actions/issue_account_token'
import { SESSION_REFERENCE } from '#queries/list_sessions'
import { forms, middleware } from '#start/kernel'

router
  .group(() => {
    router.get('/signup', [controllers.account.Registrations, 'create']).as('signup')
    router.post('/signup', [controllers.account.Registrations, 'store']).as('signup.store')
    router.get('/login', [controllers.account.Sessions, 'create']).as('login')
    router.post('/login', [controllers.account.Sessions, 'store']).as('login.store')
    router.get('/login/code', [controllers.account.SignInCodes, 'create']).as('login.code')
    router.post('/login/code', [controllers.account.SignInCodes, 'store']).as('login.code.store')
  })
  .use([...forms, middleware.guest()])

router
  .group(() => {
    router
      .get('/forgot-password', [controllers.account.PasswordResets, 'create'])
      .as('password.forgot')
    router
      .post('/forgot-password', [controllers.account.PasswordResets, 'store'])
      .as('password.forgot.store')
    router.post('/logout', [controllers.account.Sessions, 'destroy']).as('logout')
  })
  .use(forms)

router
  .group(() => {
    router
      .get('/reset-password/done', [controllers.account.PasswordResets, 'done'])
      .as('password.reset.done')
    router
      .get('/reset-password/:token', [controllers.account.PasswordResets, 'edit'])
      .where('token', TOKEN_SECRET)
      .as('password.reset')
    router
      .post('/reset-password/:token', [controllers.account.PasswordResets, 'update'])
      .where('token', TOKEN_SECRET)
      .as('password.reset.store')
    router
      .get('/confirm-email/done', [controllers.account.EmailConfirmations, 'done'])
      .as('email.confirm.done')
    router
      .get('/confirm-email/:token', [controllers.account.EmailConfirmations, 'edit'])
      .where('token', TOKEN_SECRET)
      .as('email.confirm')
    router
      .post('/confirm-email/:token', [controllers.account.EmailConfirmations, 'update'])
      .where('token', TOKEN_SECRET)
      .as('email.confirm.store')
  })
  .use([middleware.body(), middleware.tokenLink()])

router
  .group(() => {
    router.get('', [controllers.account.Accounts, 'show']).as('show')
    router.post('', [controllers.account.Accounts, 'update']).as('update')
    router.get('email', [controllers.account.EmailChanges, 'create']).as('email')
    router.post('email', [controllers.account.EmailChanges, 'store']).as('email.store')
    router
      .post('email/confirmation', [controllers.account.EmailConfirmations, 'store'])
      .as('confirmation.store')
    router.get('password', [controllers.account.Passwords, 'edit']).as('password')
    router.post('password', [controllers.account.Passwords, 'update']).as('password.update')
    router
      .post('sign-out-everywhere', [controllers.account.Accounts, 'signOutEverywhere'])
      .as('sessions.destroy')
    router
      .post('sign-out-others', [controllers.account.Devices, 'destroyOthers'])
      .as('devices.destroy_others')
    router
      .post('devices/:reference', [controllers.account.Devices, 'destroy'])
      .where('reference', SESSION_REFERENCE)
      .as('devices.destroy')
    router.get('sign-in-again', [controllers.account.RecentSignIns, 'create']).as('again')
    router.post('sign-in-again', [controllers.account.RecentSignIns, 'store']).as('again.store')
    router.get('carry-on', [controllers.account.KeptForms, 'show']).as('carry_on')
    router.post('carry-on', [controllers.account.KeptForms, 'update']).as('carry_on.store')
    router
      .get('second-factor', [controllers.account.SecondFactors, 'show'])
      .as('second_factor')
      .use(middleware.recentSignIn())
    router
      .post('second-factor', [controllers.account.SecondFactors, 'store'])
      .as('second_factor.store')
      .use(middleware.recentSignIn())
    router
      .post('second-factor/recovery-codes', [controllers.account.SecondFactors, 'renewCodes'])
      .as('second_factor.codes.renew')
      .use(middleware.recentSignIn())
    router
      .post('second-factor/disable', [controllers.account.SecondFactors, 'destroy'])
      .as('second_factor.disable')
    router
      .post('second-factor/recovery-codes/file', [
        controllers.account.SecondFactors,
        'downloadCodes',
      ])
      .as('second_factor.codes.file')
  })
  .prefix('/account')
  .as('account')
  .use([...forms, middleware.auth()])
