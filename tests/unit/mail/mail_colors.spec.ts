import { test } from '@japa/runner'
import { mailColors } from '#mail/mail_colors'

test.group('The colours of a mail', () => {
  test('are computed from {accent}')
    .with([
      { accent: '#ff0000', expected: { accent: '#ff0000', onAccent: '#000000' } },
      { accent: '#06c', expected: { accent: '#0066cc', onAccent: '#ffffff' } },
      { accent: 'oklch(0.62796 0.25768 29.234)', expected: { accent: '#ff0000' } },
      { accent: 'oklch(100% 0 0)', expected: { accent: '#ffffff', onAccent: '#000000' } },
      { accent: 'oklch(0% 0 0)', expected: { accent: '#000000', onAccent: '#ffffff' } },
      { accent: 'lab(50% 10 10)', expected: { accent: '#3b5bdb', onAccent: '#ffffff' } },
    ])
    .run(({ assert }, { accent, expected }) => {
      assert.containSubset(mailColors(accent), expected)
    })
})
