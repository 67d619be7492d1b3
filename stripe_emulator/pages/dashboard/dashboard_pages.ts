import type { Page } from '#stripe_emulator/pages/pages'

export const dashboardPages: Page[] = []
