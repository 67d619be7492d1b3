/*
|--------------------------------------------------------------------------
| Staff
|--------------------------------------------------------------------------
|
| The staff of the store: visible to owners and managers, changed by owners with
| a recent sign-in. An invitation is accepted by its link, without a session:
| its secret is the authority.
|
*/

import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import { TOKEN_SECRET } from '#accounts/account_tokens/issue_account_token'
import { ROW_ID } from '#shared/row_id'
import { forms, may, middleware } from '#start/kernel'

const { accounts, admin } = controllers

router
  .group(() => {
    router.get('', [admin.staff.Staff, 'index']).as('index')
    router.get(':id', [admin.staff.Staff, 'show']).as('show')
  })
  .prefix('/admin/staff')
  .as('admin.staff')
  .where('id', ROW_ID)
  .use([...forms, may('staff.view')])

router
  .group(() => {
    router.get('invite', [admin.staff.StaffInvitations, 'create']).as('invitations.create')
    router.post('invitations', [admin.staff.StaffInvitations, 'store']).as('invitations.store')
    router
      .post('invitations/:id/resend', [admin.staff.StaffInvitations, 'resend'])
      .as('invitations.resend')
    router
      .post('invitations/:id/withdraw', [admin.staff.StaffInvitations, 'destroy'])
      .as('invitations.destroy')
    router.post(':id/role', [admin.staff.StaffRoles, 'update']).as('roles.update')
    router.post(':id/remove', [admin.staff.StaffRoles, 'destroy']).as('roles.destroy')
    router
      .post(':id/second-factor/reset', [admin.staff.StaffSecondFactors, 'destroy'])
      .as('second_factors.destroy')
  })
  .prefix('/admin/staff')
  .as('admin.staff')
  .where('id', ROW_ID)
  .use([...forms, may('staff.manage'), middleware.recentSignIn()])

router
  .group(() => {
    router.get('/invitations/done', [accounts.Invitations, 'done']).as('invitation.done')
    router
      .get('/invitations/:token', [accounts.Invitations, 'edit'])
      .where('token', TOKEN_SECRET)
      .as('invitation')
    router
      .post('/invitations/:token', [accounts.Invitations, 'update'])
      .where('token', TOKEN_SECRET)
      .as('invitation.store')
  })
  .use([middleware.body(), middleware.tokenLink()])
