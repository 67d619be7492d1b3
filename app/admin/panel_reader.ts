import i18nManager from '@adonisjs/i18n/services/main'

/** The panel is in English, whatever language its reader has. */
export function panelReader() {
  return i18nManager.locale('en')
}
