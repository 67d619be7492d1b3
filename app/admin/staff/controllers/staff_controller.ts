import type { HttpContext } from '@adonisjs/core/http'
import { urlFor } from '@adonisjs/core/services/url_builder'
import { DateTime } from 'luxon'
import { accountMark } from '#accounts/account_mark'
import {
  type Cell,
  code,
  fact,
  type Fact,
  number,
  pill,
  text,
  time,
} from '#records/declarations/cells'
import { ROLE_LABELS, ROLE_OPTIONS } from '#admin/staff/role_labels'
import { deviceName } from '#shared/device_name'
import { findStaffMember } from '#admin/staff/controllers/staff_member_page'
import type AccountToken from '#models/account_token'
import type User from '#models/user'
import type { StaffRole } from '#models/user'
import ListInvitations from '#accounts/staff/list_invitations'
import ListSessions, { type AccountSession } from '#accounts/sessions/list_sessions'
import ListStaff from '#accounts/staff/list_staff'

/**
 * Lists staff and invitations, and shows one staff member.
 */
export default class StaffController {
  async index({ view }: HttpContext) {
    const staff = await new ListStaff().handle()
    const invitations = await new ListInvitations().handle()
    return view.render('pages/admin/staff/index', {
      heads: ['Name', 'E-mail', 'Role', 'Second factor', 'Last signed in', 'Failed sign-ins'].map(
        (label) => ({
          label,
        })
      ),
      rows: staff.map(staffRow),
      invitations: invitations.map(describeInvitation),
    })
  }

  async show(ctx: HttpContext) {
    const member = await findStaffMember(ctx)
    const sessions = await new ListSessions().handle(member)
    return ctx.view.render('pages/admin/staff/show', {
      member,
      isOneself: member.id === ctx.staff.id,
      roles: ROLE_OPTIONS,
      roleWords: Object.values(ROLE_LABELS),
      facts: [
        fact('E-mail', text(member.readableEmail)),
        fact('State', stateCell(member)),
        fact('Role', text(ROLE_LABELS[member.role!].label)),
        fact('Second factor', secondFactorCell(member)),
        fact('Last signed in', time(member.lastSignedInAt)),
        ...failureFacts(member),
        fact('Account since', time(member.createdAt)),
      ],
      sessions: {
        heads: ['Device', 'Address', 'Signed in', 'Last used'].map((label) => ({ label })),
        rows: sessions.map(sessionRow),
      },
    })
  }
}

function staffRow(user: User): Cell[] {
  return [
    text(user.fullName ?? user.readableEmail, {
      href: urlFor('admin.staff.show', { id: user.id }),
    }),
    text(user.readableEmail),
    user.disabledAt ? stateCell(user) : text(ROLE_LABELS[user.role!].label),
    secondFactorCell(user),
    time(user.lastSignedInAt),
    number(user.failedSignIns),
  ]
}

function stateCell(user: User): Cell {
  return user.disabledAt ? pill('Disabled', 'bad') : pill('Active', 'good')
}

function secondFactorCell(user: User): Cell {
  return user.hasSecondFactor ? pill('On', 'good') : pill('Off', 'warn')
}

/** Failed sign-ins, and the name that the log gives to the account. */
function failureFacts(user: User): Fact[] {
  const counted = [
    fact('Failed sign-ins since', time(user.failedSignInsSince)),
    fact('Last failed sign-in', time(user.lastFailedSignInAt)),
  ]
  return [
    fact('Failed sign-ins', number(user.failedSignIns)),
    ...(user.failedSignIns > 0 ? counted : []),
    fact('Name in the log', code(accountMark(user.email))),
  ]
}

function sessionRow({ userAgent, address, signedInAt, seenAt }: AccountSession): Cell[] {
  const { browser, system } = deviceName(userAgent)
  const device = [browser, system].filter(Boolean).join(' on ')
  return [text(device || 'Unknown device'), text(address), time(signedInAt), time(seenAt)]
}

function describeInvitation({ id, user, inviter, payload, expiresAt }: AccountToken) {
  return {
    id,
    email: user.readableEmail,
    role: ROLE_LABELS[payload.role as StaffRole].label,
    inviter: inviter?.label ?? payload.inviter,
    expiresAt,
    isOver: expiresAt < DateTime.utc(),
  }
}
