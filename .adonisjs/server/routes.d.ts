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
    'store.theme': { paramsTuple?: []; params?: {} }
    'store.favicon': { paramsTuple?: []; params?: {} }
    'store.manifest': { paramsTuple?: []; params?: {} }
    'store.covers.show': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'checkout.store': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'checkout.cancelled': { paramsTuple?: []; params?: {} }
    'checkout.return': { paramsTuple?: []; params?: {} }
    'purchases.index': { paramsTuple?: []; params?: {} }
    'purchases.show': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'products.access': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'products.file': { paramsTuple: [ParamValue,ParamValue]; params: {'productSlug': ParamValue,'fileReference': ParamValue} }
    'signup': { paramsTuple?: []; params?: {} }
    'signup.store': { paramsTuple?: []; params?: {} }
    'login': { paramsTuple?: []; params?: {} }
    'login.store': { paramsTuple?: []; params?: {} }
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
    'mails.index': { paramsTuple?: []; params?: {} }
    'mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mails.html': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.home': { paramsTuple?: []; params?: {} }
    'admin.sync.show': { paramsTuple?: []; params?: {} }
    'admin.sync.run': { paramsTuple?: []; params?: {} }
    'admin.products.new': { paramsTuple?: []; params?: {} }
    'admin.files.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.files.update': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'fileId': ParamValue} }
    'admin.uploads.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
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
    'admin.products.index': { paramsTuple?: []; params?: {} }
    'admin.products.columns': { paramsTuple?: []; params?: {} }
    'admin.products.views.store': { paramsTuple?: []; params?: {} }
    'admin.products.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.products.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.index': { paramsTuple?: []; params?: {} }
    'admin.purchases.columns': { paramsTuple?: []; params?: {} }
    'admin.purchases.views.store': { paramsTuple?: []; params?: {} }
    'admin.purchases.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.purchases.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.check': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.index': { paramsTuple?: []; params?: {} }
    'admin.customers.columns': { paramsTuple?: []; params?: {} }
    'admin.customers.views.store': { paramsTuple?: []; params?: {} }
    'admin.customers.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.customers.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.index': { paramsTuple?: []; params?: {} }
    'admin.events.columns': { paramsTuple?: []; params?: {} }
    'admin.events.views.store': { paramsTuple?: []; params?: {} }
    'admin.events.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.events.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.replay': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.index': { paramsTuple?: []; params?: {} }
    'admin.mails.columns': { paramsTuple?: []; params?: {} }
    'admin.mails.views.store': { paramsTuple?: []; params?: {} }
    'admin.mails.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.audit.index': { paramsTuple?: []; params?: {} }
    'admin.audit.columns': { paramsTuple?: []; params?: {} }
    'admin.audit.views.store': { paramsTuple?: []; params?: {} }
    'admin.audit.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.audit.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.previews.create': { paramsTuple?: []; params?: {} }
    'admin.products.store': { paramsTuple?: []; params?: {} }
    'admin.products.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
  GET: {
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'store.home': { paramsTuple?: []; params?: {} }
    'store.products.show': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'store.sitemap': { paramsTuple?: []; params?: {} }
    'store.robots': { paramsTuple?: []; params?: {} }
    'store.theme': { paramsTuple?: []; params?: {} }
    'store.favicon': { paramsTuple?: []; params?: {} }
    'store.manifest': { paramsTuple?: []; params?: {} }
    'store.covers.show': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'checkout.cancelled': { paramsTuple?: []; params?: {} }
    'checkout.return': { paramsTuple?: []; params?: {} }
    'purchases.index': { paramsTuple?: []; params?: {} }
    'purchases.show': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'products.access': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'products.file': { paramsTuple: [ParamValue,ParamValue]; params: {'productSlug': ParamValue,'fileReference': ParamValue} }
    'signup': { paramsTuple?: []; params?: {} }
    'login': { paramsTuple?: []; params?: {} }
    'password.forgot': { paramsTuple?: []; params?: {} }
    'password.reset.done': { paramsTuple?: []; params?: {} }
    'password.reset': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.done': { paramsTuple?: []; params?: {} }
    'email.confirm': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.show': { paramsTuple?: []; params?: {} }
    'account.email': { paramsTuple?: []; params?: {} }
    'account.password': { paramsTuple?: []; params?: {} }
    'mails.index': { paramsTuple?: []; params?: {} }
    'mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mails.html': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.home': { paramsTuple?: []; params?: {} }
    'admin.sync.show': { paramsTuple?: []; params?: {} }
    'admin.products.new': { paramsTuple?: []; params?: {} }
    'admin.files.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.archive': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.prices.replacement': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.archive.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.drift.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.stripe_texts.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.index': { paramsTuple?: []; params?: {} }
    'admin.products.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.index': { paramsTuple?: []; params?: {} }
    'admin.purchases.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.index': { paramsTuple?: []; params?: {} }
    'admin.customers.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.index': { paramsTuple?: []; params?: {} }
    'admin.events.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.index': { paramsTuple?: []; params?: {} }
    'admin.mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.audit.index': { paramsTuple?: []; params?: {} }
    'admin.audit.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
  HEAD: {
    'health.live': { paramsTuple?: []; params?: {} }
    'health.ready': { paramsTuple?: []; params?: {} }
    'store.home': { paramsTuple?: []; params?: {} }
    'store.products.show': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'store.sitemap': { paramsTuple?: []; params?: {} }
    'store.robots': { paramsTuple?: []; params?: {} }
    'store.theme': { paramsTuple?: []; params?: {} }
    'store.favicon': { paramsTuple?: []; params?: {} }
    'store.manifest': { paramsTuple?: []; params?: {} }
    'store.covers.show': { paramsTuple: [ParamValue]; params: {'file': ParamValue} }
    'checkout.cancelled': { paramsTuple?: []; params?: {} }
    'checkout.return': { paramsTuple?: []; params?: {} }
    'purchases.index': { paramsTuple?: []; params?: {} }
    'purchases.show': { paramsTuple: [ParamValue]; params: {'reference': ParamValue} }
    'products.access': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'products.file': { paramsTuple: [ParamValue,ParamValue]; params: {'productSlug': ParamValue,'fileReference': ParamValue} }
    'signup': { paramsTuple?: []; params?: {} }
    'login': { paramsTuple?: []; params?: {} }
    'password.forgot': { paramsTuple?: []; params?: {} }
    'password.reset.done': { paramsTuple?: []; params?: {} }
    'password.reset': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.done': { paramsTuple?: []; params?: {} }
    'email.confirm': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.show': { paramsTuple?: []; params?: {} }
    'account.email': { paramsTuple?: []; params?: {} }
    'account.password': { paramsTuple?: []; params?: {} }
    'mails.index': { paramsTuple?: []; params?: {} }
    'mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'mails.html': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.home': { paramsTuple?: []; params?: {} }
    'admin.sync.show': { paramsTuple?: []; params?: {} }
    'admin.products.new': { paramsTuple?: []; params?: {} }
    'admin.files.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.index': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.archive': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.prices.replacement': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.archive.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.drift.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.stripe_texts.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.index': { paramsTuple?: []; params?: {} }
    'admin.products.edit': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.purchases.index': { paramsTuple?: []; params?: {} }
    'admin.purchases.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.index': { paramsTuple?: []; params?: {} }
    'admin.customers.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.events.index': { paramsTuple?: []; params?: {} }
    'admin.events.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.index': { paramsTuple?: []; params?: {} }
    'admin.mails.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.audit.index': { paramsTuple?: []; params?: {} }
    'admin.audit.show': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
  POST: {
    'webhooks.stripe': { paramsTuple?: []; params?: {} }
    'checkout.store': { paramsTuple: [ParamValue]; params: {'productSlug': ParamValue} }
    'signup.store': { paramsTuple?: []; params?: {} }
    'login.store': { paramsTuple?: []; params?: {} }
    'password.forgot.store': { paramsTuple?: []; params?: {} }
    'logout': { paramsTuple?: []; params?: {} }
    'password.reset.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'email.confirm.store': { paramsTuple: [ParamValue]; params: {'token': ParamValue} }
    'account.update': { paramsTuple?: []; params?: {} }
    'account.email.store': { paramsTuple?: []; params?: {} }
    'account.confirmation.store': { paramsTuple?: []; params?: {} }
    'account.password.update': { paramsTuple?: []; params?: {} }
    'account.sessions.destroy': { paramsTuple?: []; params?: {} }
    'admin.sync.run': { paramsTuple?: []; params?: {} }
    'admin.files.update': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'fileId': ParamValue} }
    'admin.uploads.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.releases.download': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'releaseId': ParamValue} }
    'admin.prices.store': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.prices.update': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.prices.replace': { paramsTuple: [ParamValue,ParamValue]; params: {'id': ParamValue,'priceId': ParamValue} }
    'admin.archive.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.drift.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.stripe_texts.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.products.columns': { paramsTuple?: []; params?: {} }
    'admin.products.views.store': { paramsTuple?: []; params?: {} }
    'admin.products.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.purchases.columns': { paramsTuple?: []; params?: {} }
    'admin.purchases.views.store': { paramsTuple?: []; params?: {} }
    'admin.purchases.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.purchases.check': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.customers.columns': { paramsTuple?: []; params?: {} }
    'admin.customers.views.store': { paramsTuple?: []; params?: {} }
    'admin.customers.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.events.columns': { paramsTuple?: []; params?: {} }
    'admin.events.views.store': { paramsTuple?: []; params?: {} }
    'admin.events.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.events.replay': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
    'admin.mails.columns': { paramsTuple?: []; params?: {} }
    'admin.mails.views.store': { paramsTuple?: []; params?: {} }
    'admin.mails.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.audit.columns': { paramsTuple?: []; params?: {} }
    'admin.audit.views.store': { paramsTuple?: []; params?: {} }
    'admin.audit.views.update': { paramsTuple: [ParamValue]; params: {'viewId': ParamValue} }
    'admin.previews.create': { paramsTuple?: []; params?: {} }
    'admin.products.store': { paramsTuple?: []; params?: {} }
    'admin.products.update': { paramsTuple: [ParamValue]; params: {'id': ParamValue} }
  }
}
declare module '@adonisjs/core/types/http' {
  export interface RoutesList extends ScannedRoutes {}
}