import '@adonisjs/core/types/http'

type ParamValue = string | number | bigint | boolean

export type ScannedRoutes = {
  ALL: {
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'webhooks.stripe': { paramsTuple?: []; params?: {} }
    'store.home': { paramsTuple?: []; params?: {} }
    'store.products.show': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'store.sitemap': { paramsTuple?: []; params?: {} }
    'store.robots': { paramsTuple?: []; params?: {} }
    'store.security': { paramsTuple?: []; params?: {} }
    'store.theme': { paramsTuple?: []; params?: {} }
    'store.favicon': { paramsTuple?: []; params?: {} }
    'store.manifest': { paramsTuple?: []; params?: {} }
    'store.covers.show': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'checkout.store': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'checkout.cancelled': { paramsTuple?: []; params?: {} }
    'checkout.return': { paramsTuple?: []; params?: {} }
    'purchases.index': { paramsTuple?: []; params?: {} }
    'lost_payment.create': { paramsTuple?: []; params?: {} }
    'lost_payment.store': { paramsTuple?: []; params?: {} }
    'purchases.show': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'portal.store': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'portal.return': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'products.access': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'products.file': { paramsTuple: [ParamValue,ParamValue]; params: {'productSlug': ParamValue,'fileReference': ParamValue} }
    'deliveries.sent': { paramsTuple?: []; params?: {} }
    'deliveries.probe': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'signup': { paramsTuple?: []; params?: {} }
    'signup.store': { paramsTuple?: []; params?: {} }
    'login': { paramsTuple?: []; params?: {} }
    'login.store': { paramsTuple?: []; params?: {} }
    'login.code': { paramsTuple?: []; params?: {} }
    'login.code.store': { paramsTuple?: []; params?: {} }
    'password.forgot': { paramsTuple?: []; params?: {} }
    'password.forgot.store': { paramsTuple?: []; params?: {} }
    'logout': { paramsTuple?: []; params?: {} }
    'password.reset.done': { paramsTuple?: []; params?: {} }
    'password.reset': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'password.reset.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.done': { paramsTuple?: []; params?: {} }
    'email.confirm': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.show': { paramsTuple?: []; params?: {} }
    'account.update': { paramsTuple?: []; params?: {} }
    'account.email': { paramsTuple?: []; params?: {} }
    'account.email.store': { paramsTuple?: []; params?: {} }
    'account.confirmation.store': { paramsTuple?: []; params?: {} }
    'account.password': { paramsTuple?: []; params?: {} }
    'account.password.update': { paramsTuple?: []; params?: {} }
    'account.sessions.destroy': { paramsTuple?: []; params?: {} }
    'account.devices.destroy_others': { paramsTuple?: []; params?: {} }
    'account.devices.destroy': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'account.again': { paramsTuple?: []; params?: {} }
    'account.again.store': { paramsTuple?: []; params?: {} }
    'account.carry_on': { paramsTuple?: []; params?: {} }
    'account.carry_on.store': { paramsTuple?: []; params?: {} }
    'account.second_factor': { paramsTuple?: []; params?: {} }
    'account.second_factor.store': { paramsTuple?: []; params?: {} }
    'account.second_factor.codes.renew': { paramsTuple?: []; params?: {} }
    'account.second_factor.disable': { paramsTuple?: []; params?: {} }
    'account.second_factor.codes.file': { paramsTuple?: []; params?: {} }
    'mails.index': { paramsTuple?: []; params?: {} }
    'mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mails.html': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.home': { paramsTuple?: []; params?: {} }
    'admin.attention': { paramsTuple?: []; params?: {} }
    'admin.refusals.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.search': { paramsTuple?: []; params?: {} }
    'admin.shortcuts.show': { paramsTuple?: []; params?: {} }
    'admin.shortcuts.update': { paramsTuple?: []; params?: {} }
    'admin.sync.show': { paramsTuple?: []; params?: {} }
    'admin.sync.run': { paramsTuple?: []; params?: {} }
    'admin.doctor.show': { paramsTuple?: []; params?: {} }
    'admin.doctor.run': { paramsTuple?: []; params?: {} }
    'admin.reconcile.show': { paramsTuple?: []; params?: {} }
    'admin.reconcile.run': { paramsTuple?: []; params?: {} }
    'admin.products.new': { paramsTuple?: []; params?: {} }
    'admin.files.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.files.update': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'fileId': ParamValue} }
    'admin.releases.download': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'releaseId': ParamValue} }
    'admin.prices.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.update': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.prices.archive': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.prices.replacement': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.prices.replace': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.archive.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.archive.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.drift.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.drift.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.stripe_texts.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.stripe_texts.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.refunds.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.refunds.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.access.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.access.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.subscriptions.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.subscriptions.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.proofs.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.refunds.assign': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'purchaseId': ParamValue} }
    'admin.further_lines.settle': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.unassigned_payments.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.unassigned_payments.assign': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.unassigned_payments.refund': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.grants.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.grants.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.accounts.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.accounts.disable': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.accounts.enable': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.accounts.sign_out': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.index': { paramsTuple?: []; params?: {} }
    'admin.products.columns': { paramsTuple?: []; params?: {} }
    'admin.products.views.store': { paramsTuple?: []; params?: {} }
    'admin.products.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.products.export': { paramsTuple?: []; params?: {} }
    'admin.products.options': { paramsTuple?: []; params?: {} }
    'admin.products.bulk': { paramsTuple?: []; params?: {} }
    'admin.products.bulk.run': { paramsTuple?: []; params?: {} }
    'admin.products.toggle': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.delete': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.archive': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.unarchive': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.index': { paramsTuple?: []; params?: {} }
    'admin.purchases.columns': { paramsTuple?: []; params?: {} }
    'admin.purchases.views.store': { paramsTuple?: []; params?: {} }
    'admin.purchases.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.purchases.export': { paramsTuple?: []; params?: {} }
    'admin.purchases.options': { paramsTuple?: []; params?: {} }
    'admin.purchases.bulk': { paramsTuple?: []; params?: {} }
    'admin.purchases.bulk.run': { paramsTuple?: []; params?: {} }
    'admin.purchases.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.check': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.index': { paramsTuple?: []; params?: {} }
    'admin.customers.columns': { paramsTuple?: []; params?: {} }
    'admin.customers.views.store': { paramsTuple?: []; params?: {} }
    'admin.customers.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.customers.export': { paramsTuple?: []; params?: {} }
    'admin.customers.options': { paramsTuple?: []; params?: {} }
    'admin.customers.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.index': { paramsTuple?: []; params?: {} }
    'admin.events.columns': { paramsTuple?: []; params?: {} }
    'admin.events.views.store': { paramsTuple?: []; params?: {} }
    'admin.events.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.events.export': { paramsTuple?: []; params?: {} }
    'admin.events.bulk': { paramsTuple?: []; params?: {} }
    'admin.events.bulk.run': { paramsTuple?: []; params?: {} }
    'admin.events.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.replay': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.index': { paramsTuple?: []; params?: {} }
    'admin.mails.columns': { paramsTuple?: []; params?: {} }
    'admin.mails.views.store': { paramsTuple?: []; params?: {} }
    'admin.mails.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.mails.export': { paramsTuple?: []; params?: {} }
    'admin.mails.bulk': { paramsTuple?: []; params?: {} }
    'admin.mails.bulk.run': { paramsTuple?: []; params?: {} }
    'admin.mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.requeue': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.audit.index': { paramsTuple?: []; params?: {} }
    'admin.audit.columns': { paramsTuple?: []; params?: {} }
    'admin.audit.views.store': { paramsTuple?: []; params?: {} }
    'admin.audit.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.audit.export': { paramsTuple?: []; params?: {} }
    'admin.audit.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.bulk-runs.index': { paramsTuple?: []; params?: {} }
    'admin.bulk-runs.columns': { paramsTuple?: []; params?: {} }
    'admin.bulk-runs.views.store': { paramsTuple?: []; params?: {} }
    'admin.bulk-runs.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.bulk-runs.export': { paramsTuple?: []; params?: {} }
    'admin.bulk-runs.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.bulk-runs.cancel': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.previews.create': { paramsTuple?: []; params?: {} }
    'admin.products.store': { paramsTuple?: []; params?: {} }
    'admin.uploads.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.index': { paramsTuple?: []; params?: {} }
    'admin.staff.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.invitations.create': { paramsTuple?: []; params?: {} }
    'admin.staff.invitations.store': { paramsTuple?: []; params?: {} }
    'admin.staff.invitations.resend': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.invitations.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.roles.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.roles.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.second_factors.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'invitation.done': { paramsTuple?: []; params?: {} }
    'invitation': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'invitation.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
  }
  GET: {
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'store.home': { paramsTuple?: []; params?: {} }
    'store.products.show': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'store.sitemap': { paramsTuple?: []; params?: {} }
    'store.robots': { paramsTuple?: []; params?: {} }
    'store.security': { paramsTuple?: []; params?: {} }
    'store.theme': { paramsTuple?: []; params?: {} }
    'store.favicon': { paramsTuple?: []; params?: {} }
    'store.manifest': { paramsTuple?: []; params?: {} }
    'store.covers.show': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'checkout.cancelled': { paramsTuple?: []; params?: {} }
    'checkout.return': { paramsTuple?: []; params?: {} }
    'purchases.index': { paramsTuple?: []; params?: {} }
    'lost_payment.create': { paramsTuple?: []; params?: {} }
    'purchases.show': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'portal.return': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'products.access': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'products.file': { paramsTuple: [ParamValue,ParamValue]; params: {'productSlug': ParamValue,'fileReference': ParamValue} }
    'deliveries.probe': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'signup': { paramsTuple?: []; params?: {} }
    'login': { paramsTuple?: []; params?: {} }
    'login.code': { paramsTuple?: []; params?: {} }
    'password.forgot': { paramsTuple?: []; params?: {} }
    'password.reset.done': { paramsTuple?: []; params?: {} }
    'password.reset': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.done': { paramsTuple?: []; params?: {} }
    'email.confirm': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.show': { paramsTuple?: []; params?: {} }
    'account.email': { paramsTuple?: []; params?: {} }
    'account.password': { paramsTuple?: []; params?: {} }
    'account.again': { paramsTuple?: []; params?: {} }
    'account.carry_on': { paramsTuple?: []; params?: {} }
    'account.second_factor': { paramsTuple?: []; params?: {} }
    'mails.index': { paramsTuple?: []; params?: {} }
    'mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mails.html': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.home': { paramsTuple?: []; params?: {} }
    'admin.attention': { paramsTuple?: []; params?: {} }
    'admin.search': { paramsTuple?: []; params?: {} }
    'admin.shortcuts.show': { paramsTuple?: []; params?: {} }
    'admin.sync.show': { paramsTuple?: []; params?: {} }
    'admin.doctor.show': { paramsTuple?: []; params?: {} }
    'admin.reconcile.show': { paramsTuple?: []; params?: {} }
    'admin.products.new': { paramsTuple?: []; params?: {} }
    'admin.files.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.archive': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.prices.replacement': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.archive.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.drift.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.stripe_texts.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.refunds.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.access.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.subscriptions.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.proofs.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.unassigned_payments.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.grants.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.accounts.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.index': { paramsTuple?: []; params?: {} }
    'admin.products.export': { paramsTuple?: []; params?: {} }
    'admin.products.options': { paramsTuple?: []; params?: {} }
    'admin.products.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.delete': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.index': { paramsTuple?: []; params?: {} }
    'admin.purchases.export': { paramsTuple?: []; params?: {} }
    'admin.purchases.options': { paramsTuple?: []; params?: {} }
    'admin.purchases.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.index': { paramsTuple?: []; params?: {} }
    'admin.customers.export': { paramsTuple?: []; params?: {} }
    'admin.customers.options': { paramsTuple?: []; params?: {} }
    'admin.customers.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.index': { paramsTuple?: []; params?: {} }
    'admin.events.export': { paramsTuple?: []; params?: {} }
    'admin.events.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.index': { paramsTuple?: []; params?: {} }
    'admin.mails.export': { paramsTuple?: []; params?: {} }
    'admin.mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.audit.index': { paramsTuple?: []; params?: {} }
    'admin.audit.export': { paramsTuple?: []; params?: {} }
    'admin.audit.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.bulk-runs.index': { paramsTuple?: []; params?: {} }
    'admin.bulk-runs.export': { paramsTuple?: []; params?: {} }
    'admin.bulk-runs.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.index': { paramsTuple?: []; params?: {} }
    'admin.staff.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.invitations.create': { paramsTuple?: []; params?: {} }
    'invitation.done': { paramsTuple?: []; params?: {} }
    'invitation': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
  }
  HEAD: {
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'store.home': { paramsTuple?: []; params?: {} }
    'store.products.show': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'store.sitemap': { paramsTuple?: []; params?: {} }
    'store.robots': { paramsTuple?: []; params?: {} }
    'store.security': { paramsTuple?: []; params?: {} }
    'store.theme': { paramsTuple?: []; params?: {} }
    'store.favicon': { paramsTuple?: []; params?: {} }
    'store.manifest': { paramsTuple?: []; params?: {} }
    'store.covers.show': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'checkout.cancelled': { paramsTuple?: []; params?: {} }
    'checkout.return': { paramsTuple?: []; params?: {} }
    'purchases.index': { paramsTuple?: []; params?: {} }
    'lost_payment.create': { paramsTuple?: []; params?: {} }
    'purchases.show': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'portal.return': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'products.access': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'products.file': { paramsTuple: [ParamValue,ParamValue]; params: {'productSlug': ParamValue,'fileReference': ParamValue} }
    'deliveries.probe': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'signup': { paramsTuple?: []; params?: {} }
    'login': { paramsTuple?: []; params?: {} }
    'login.code': { paramsTuple?: []; params?: {} }
    'password.forgot': { paramsTuple?: []; params?: {} }
    'password.reset.done': { paramsTuple?: []; params?: {} }
    'password.reset': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.done': { paramsTuple?: []; params?: {} }
    'email.confirm': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.show': { paramsTuple?: []; params?: {} }
    'account.email': { paramsTuple?: []; params?: {} }
    'account.password': { paramsTuple?: []; params?: {} }
    'account.again': { paramsTuple?: []; params?: {} }
    'account.carry_on': { paramsTuple?: []; params?: {} }
    'account.second_factor': { paramsTuple?: []; params?: {} }
    'mails.index': { paramsTuple?: []; params?: {} }
    'mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mails.html': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.home': { paramsTuple?: []; params?: {} }
    'admin.attention': { paramsTuple?: []; params?: {} }
    'admin.search': { paramsTuple?: []; params?: {} }
    'admin.shortcuts.show': { paramsTuple?: []; params?: {} }
    'admin.sync.show': { paramsTuple?: []; params?: {} }
    'admin.doctor.show': { paramsTuple?: []; params?: {} }
    'admin.reconcile.show': { paramsTuple?: []; params?: {} }
    'admin.products.new': { paramsTuple?: []; params?: {} }
    'admin.files.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.archive': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.prices.replacement': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.archive.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.drift.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.stripe_texts.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.refunds.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.access.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.subscriptions.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.proofs.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.unassigned_payments.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.grants.create': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.accounts.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.index': { paramsTuple?: []; params?: {} }
    'admin.products.export': { paramsTuple?: []; params?: {} }
    'admin.products.options': { paramsTuple?: []; params?: {} }
    'admin.products.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.delete': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.index': { paramsTuple?: []; params?: {} }
    'admin.purchases.export': { paramsTuple?: []; params?: {} }
    'admin.purchases.options': { paramsTuple?: []; params?: {} }
    'admin.purchases.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.index': { paramsTuple?: []; params?: {} }
    'admin.customers.export': { paramsTuple?: []; params?: {} }
    'admin.customers.options': { paramsTuple?: []; params?: {} }
    'admin.customers.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.index': { paramsTuple?: []; params?: {} }
    'admin.events.export': { paramsTuple?: []; params?: {} }
    'admin.events.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.index': { paramsTuple?: []; params?: {} }
    'admin.mails.export': { paramsTuple?: []; params?: {} }
    'admin.mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.history': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.audit.index': { paramsTuple?: []; params?: {} }
    'admin.audit.export': { paramsTuple?: []; params?: {} }
    'admin.audit.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.bulk-runs.index': { paramsTuple?: []; params?: {} }
    'admin.bulk-runs.export': { paramsTuple?: []; params?: {} }
    'admin.bulk-runs.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.index': { paramsTuple?: []; params?: {} }
    'admin.staff.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.invitations.create': { paramsTuple?: []; params?: {} }
    'invitation.done': { paramsTuple?: []; params?: {} }
    'invitation': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
  }
  POST: {
    'webhooks.stripe': { paramsTuple?: []; params?: {} }
    'checkout.store': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'lost_payment.store': { paramsTuple?: []; params?: {} }
    'portal.store': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'deliveries.sent': { paramsTuple?: []; params?: {} }
    'signup.store': { paramsTuple?: []; params?: {} }
    'login.store': { paramsTuple?: []; params?: {} }
    'login.code.store': { paramsTuple?: []; params?: {} }
    'password.forgot.store': { paramsTuple?: []; params?: {} }
    'logout': { paramsTuple?: []; params?: {} }
    'password.reset.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.update': { paramsTuple?: []; params?: {} }
    'account.email.store': { paramsTuple?: []; params?: {} }
    'account.confirmation.store': { paramsTuple?: []; params?: {} }
    'account.password.update': { paramsTuple?: []; params?: {} }
    'account.sessions.destroy': { paramsTuple?: []; params?: {} }
    'account.devices.destroy_others': { paramsTuple?: []; params?: {} }
    'account.devices.destroy': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'account.again.store': { paramsTuple?: []; params?: {} }
    'account.carry_on.store': { paramsTuple?: []; params?: {} }
    'account.second_factor.store': { paramsTuple?: []; params?: {} }
    'account.second_factor.codes.renew': { paramsTuple?: []; params?: {} }
    'account.second_factor.disable': { paramsTuple?: []; params?: {} }
    'account.second_factor.codes.file': { paramsTuple?: []; params?: {} }
    'admin.refusals.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.shortcuts.update': { paramsTuple?: []; params?: {} }
    'admin.sync.run': { paramsTuple?: []; params?: {} }
    'admin.doctor.run': { paramsTuple?: []; params?: {} }
    'admin.reconcile.run': { paramsTuple?: []; params?: {} }
    'admin.files.update': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'fileId': ParamValue} }
    'admin.releases.download': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'releaseId': ParamValue} }
    'admin.prices.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.update': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.prices.replace': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.archive.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.drift.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.stripe_texts.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.refunds.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.access.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.subscriptions.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.refunds.assign': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'purchaseId': ParamValue} }
    'admin.further_lines.settle': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.unassigned_payments.assign': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.unassigned_payments.refund': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.grants.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.accounts.disable': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.accounts.enable': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.accounts.sign_out': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.columns': { paramsTuple?: []; params?: {} }
    'admin.products.views.store': { paramsTuple?: []; params?: {} }
    'admin.products.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.products.bulk': { paramsTuple?: []; params?: {} }
    'admin.products.bulk.run': { paramsTuple?: []; params?: {} }
    'admin.products.toggle': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.archive': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.unarchive': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.columns': { paramsTuple?: []; params?: {} }
    'admin.purchases.views.store': { paramsTuple?: []; params?: {} }
    'admin.purchases.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.purchases.bulk': { paramsTuple?: []; params?: {} }
    'admin.purchases.bulk.run': { paramsTuple?: []; params?: {} }
    'admin.purchases.check': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.columns': { paramsTuple?: []; params?: {} }
    'admin.customers.views.store': { paramsTuple?: []; params?: {} }
    'admin.customers.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.events.columns': { paramsTuple?: []; params?: {} }
    'admin.events.views.store': { paramsTuple?: []; params?: {} }
    'admin.events.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.events.bulk': { paramsTuple?: []; params?: {} }
    'admin.events.bulk.run': { paramsTuple?: []; params?: {} }
    'admin.events.replay': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.columns': { paramsTuple?: []; params?: {} }
    'admin.mails.views.store': { paramsTuple?: []; params?: {} }
    'admin.mails.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.mails.bulk': { paramsTuple?: []; params?: {} }
    'admin.mails.bulk.run': { paramsTuple?: []; params?: {} }
    'admin.mails.requeue': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.audit.columns': { paramsTuple?: []; params?: {} }
    'admin.audit.views.store': { paramsTuple?: []; params?: {} }
    'admin.audit.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.bulk-runs.columns': { paramsTuple?: []; params?: {} }
    'admin.bulk-runs.views.store': { paramsTuple?: []; params?: {} }
    'admin.bulk-runs.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.bulk-runs.cancel': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.previews.create': { paramsTuple?: []; params?: {} }
    'admin.products.store': { paramsTuple?: []; params?: {} }
    'admin.uploads.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.invitations.store': { paramsTuple?: []; params?: {} }
    'admin.staff.invitations.resend': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.invitations.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.roles.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.roles.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.staff.second_factors.destroy': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'invitation.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
  }
}
declare module '@adonisjs/core/types/http' {
  export interface RoutesList extends ScannedRoutes {}
}