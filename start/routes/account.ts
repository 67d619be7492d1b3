/*
|--------------------------------------------------------------------------
| Accounts
|--------------------------------------------------------------------------
|
| Signing up, in and out, and one's own account. E-mailed links need no session:
| their secret is the authority.
|
*/

import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { TOKEN_SECRET } from '#accounts/account_tokens/issue_account_token'
import { SESSION_REFERENCE } from '#accounts/sessions/list_sessions'
import { forms, middleware } from '#start/kernel'

router
  .group(() => {
    router.get('/signup', [controllers.accounts.Registrations, 'create']).as('signup')
    router.post('/signup', [controllers.accounts.Registrations, 'store']).as('signup.store')
    router.get('/login', [controllers.accounts.Sessions, 'create']).as('login')
    router.post('/login', [controllers.accounts.Sessions, 'store']).as('login.store')
    router.get('/login/code', [controllers.accounts.SignInCodes, 'create']).as('login.code')
    router.post('/login/code', [controllers.accounts.SignInCodes, 'store']).as('login.code.store')
  })
  .use([...forms, middleware.guest()])

router
  .group(() => {
    router
      .get('/forgot-password', [controllers.accounts.PasswordResets, 'create'])
      .as('password.forgot')
    router
      .post('/forgot-password', [controllers.accounts.PasswordResets, 'store'])
      .as('password.forgot.store')
    router.post('/logout', [controllers.accounts.Sessions, 'destroy']).as('logout')
  })
  .use(forms)

router
  .group(() => {
    router
      .get('/reset-password/done', [controllers.accounts.PasswordResets, 'done'])
      .as('password.reset.done')
    router
      .get('/reset-password/:token', [controllers.accounts.PasswordResets, 'edit'])
      .where('token', TOKEN_SECRET)
      .as('password.reset')
    router
      .post('/reset-password/:token', [controllers.accounts.PasswordResets, 'update'])
      .where('token', TOKEN_SECRET)
      .as('password.reset.store')
    router
      .get('/confirm-email/done', [controllers.accounts.EmailConfirmations, 'done'])
      .as('email.confirm.done')
    router
      .get('/confirm-email/:token', [controllers.accounts.EmailConfirmations, 'edit'])
      .where('token', TOKEN_SECRET)
      .as('email.confirm')
    router
      .post('/confirm-email/:token', [controllers.accounts.EmailConfirmations, 'update'])
      .where('token', TOKEN_SECRET)
      .as('email.confirm.store')
  })
  .use([middleware.body(), middleware.tokenLink()])

router
  .group(() => {
    router.get('', [controllers.accounts.Accounts, 'show']).as('show')
    router.post('', [controllers.accounts.Accounts, 'update']).as('update')
    router.get('email', [controllers.accounts.EmailChanges, 'create']).as('email')
    router.post('email', [controllers.accounts.EmailChanges, 'store']).as('email.store')
    router
      .post('email/confirmation', [controllers.accounts.EmailConfirmations, 'store'])
      .as('confirmation.store')
    router.get('password', [controllers.accounts.Passwords, 'edit']).as('password')
    router.post('password', [controllers.accounts.Passwords, 'update']).as('password.update')
    router
      .post('sign-out-everywhere', [controllers.accounts.Accounts, 'signOutEverywhere'])
      .as('sessions.destroy')
    router
      .post('sign-out-others', [controllers.accounts.Devices, 'destroyOthers'])
      .as('devices.destroy_others')
    router
      .post('devices/:reference', [controllers.accounts.Devices, 'destroy'])
      .where('reference', SESSION_REFERENCE)
      .as('devices.destroy')
    router.get('sign-in-again', [controllers.accounts.RecentSignIns, 'create']).as('again')
    router.post('sign-in-again', [controllers.accounts.RecentSignIns, 'store']).as('again.store')
    router.get('carry-on', [controllers.accounts.KeptForms, 'show']).as('carry_on')
    router.post('carry-on', [controllers.accounts.KeptForms, 'update']).as('carry_on.store')
    router
      .get('second-factor', [controllers.accounts.SecondFactors, 'show'])
      .as('second_factor')
      .use(middleware.recentSignIn())
    router
      .post('second-factor', [controllers.accounts.SecondFactors, 'store'])
      .as('second_factor.store')
      .use(middleware.recentSignIn())
    router
      .post('second-factor/recovery-codes', [controllers.accounts.SecondFactors, 'renewCodes'])
      .as('second_factor.codes.renew')
    router
      .post('second-factor/disable', [controllers.accounts.SecondFactors, 'destroy'])
      .as('second_factor.disable')
    router
      .post('second-factor/recovery-codes/file', [
        controllers.accounts.SecondFactors,
        'downloadCodes',
      ])
      .as('second_factor.codes.file')
  })
  .prefix('/account')
  .as('account')
  .use([...forms, middleware.auth()])
