import type { CatalogueProduct, CataloguePromotionCode } from './types.js'

/**
 * The products of the demo store. They include the awkward cases of a real account: several
 * currencies, an archived product and price, no price at all, no default price, no cover, a very long
 * name, markup in a name.
 */
export const sampleCatalogue: CatalogueProduct[] = [
  {
    id: 'prod_sample_ebook',
    name: 'Small type: setting text for screens',
    description: 'Eight short chapters on size, measure, leading and the marks in between.',
    cover: 'small-type.png',
    prices: [
      { id: 'price_sample_ebook_usd', currency: 'usd', unit_amount: 2400 },
      {
        id: 'price_sample_ebook_usd_first_edition',
        currency: 'usd',
        unit_amount: 1800,
        active: false,
      },
    ],
  },
  {
    id: 'prod_sample_icons',
    name: 'Corner icons',
    description: 'Forty-eight outline icons on a 24 px grid, as single files and as one sprite.',
    cover: 'corner-icons.png',
    prices: [
      {
        id: 'price_sample_icons_personal',
        currency: 'eur',
        unit_amount: 1900,
        nickname: 'One person',
      },
      { id: 'price_sample_icons_team', currency: 'eur', unit_amount: 5900, nickname: 'Whole team' },
    ],
    default_price: 'price_sample_icons_personal',
  },
  {
    id: 'prod_sample_sounds',
    name: 'Tape & glass',
    description:
      'Twelve samples in D minor: struck glass, worn cassette chords and a small drum kit.',
    cover: 'tape-and-glass.png',
    prices: [{ id: 'price_sample_sounds_usd', currency: 'usd', unit_amount: 1500 }],
    default_price: 'price_sample_sounds_usd',
  },
  {
    id: 'prod_sample_font',
    name: 'Quarter typeface',
    description: 'A display typeface built from one square and one quarter circle.',
    cover: 'quarter-typeface.png',
    prices: [{ id: 'price_sample_font_usd', currency: 'usd', unit_amount: 2900 }],
    default_price: 'price_sample_font_usd',
  },
  {
    id: 'prod_sample_course',
    name: 'Draw with code',
    description: 'A course in six lessons. You need a browser, a text editor and no experience.',
    cover: 'draw-with-code.png',
    prices: [{ id: 'price_sample_course_eur', currency: 'eur', unit_amount: 8900 }],
    default_price: 'price_sample_course_eur',
  },
  {
    id: 'prod_sample_template',
    name: 'Ledger website template',
    description: 'One page in plain HTML and CSS for a studio, a practice or a workshop.',
    cover: 'ledger-template.png',
    prices: [{ id: 'price_sample_template_eur', currency: 'eur', unit_amount: 3500 }],
    default_price: 'price_sample_template_eur',
  },
  {
    id: 'prod_sample_sashiko',
    name: 'Sashiko grids',
    description: 'Twelve Japanese stitch patterns, drawn to be printed at any size.',
    cover: 'sashiko-grids.png',
    prices: [{ id: 'price_sample_sashiko_jpy', currency: 'jpy', unit_amount: 1800 }],
    default_price: 'price_sample_sashiko_jpy',
  },
  {
    id: 'prod_sample_tiles',
    name: 'Mashrabiya tiles',
    description: 'Sixteen star patterns that repeat without a seam.',
    cover: 'mashrabiya-tiles.png',
    prices: [{ id: 'price_sample_tiles_kwd', currency: 'kwd', unit_amount: 4500 }],
    default_price: 'price_sample_tiles_kwd',
  },
  {
    id: 'prod_sample_membership',
    name: 'Pattern club',
    description: 'A new set of three patterns each month, and all the sets before it.',
    cover: 'pattern-club.png',
    prices: [
      {
        id: 'price_sample_membership_monthly',
        currency: 'usd',
        unit_amount: 900,
        recurring: { interval: 'month' },
      },
    ],
    default_price: 'price_sample_membership_monthly',
  },
  {
    id: 'prod_sample_support',
    name: 'Template care',
    description: 'A year of answers, fixes and one careful review of your page.',
    cover: 'template-care.png',
    prices: [
      {
        id: 'price_sample_support_yearly',
        currency: 'eur',
        unit_amount: 12000,
        recurring: { interval: 'year' },
      },
    ],
    default_price: 'price_sample_support_yearly',
  },
  {
    id: 'prod_sample_sheet',
    name: 'Spacing sheet',
    description: 'Nine spaces for every gap on a page, on one sheet to print and pin up.',
    cover: 'spacing-sheet.png',
    prices: [{ id: 'price_sample_sheet_free', currency: 'usd', unit_amount: 0 }],
    default_price: 'price_sample_sheet_free',
  },
  {
    id: 'prod_sample_html',
    name: 'HTML <em>by hand</em> & other "quotes"',
    description: 'Eight tiny pages whose source is the lesson: <em>, <q>, <table> & friends.',
    prices: [{ id: 'price_sample_html_eur', currency: 'eur', unit_amount: 1200 }],
    default_price: 'price_sample_html_eur',
  },
  {
    id: 'prod_sample_checklist',
    name:
      'The complete and slightly exhausting launch checklist for small websites: everything to ' +
      'write, measure, test, back up and look at twice before the address goes public, and ' +
      'everything to do on the first morning after it did',
    description: 'Twenty-three boxes to tick with a real pen.',
    cover: 'launch-checklist.png',
    prices: [{ id: 'price_sample_checklist_usd', currency: 'usd', unit_amount: 700 }],
    default_price: 'price_sample_checklist_usd',
  },
  {
    id: 'prod_sample_wallpapers',
    name: 'Three skies',
    description: 'Wallpapers for the desk and the phone: dawn, noon and night.',
    active: false,
    cover: 'wallpapers.png',
    prices: [{ id: 'price_sample_wallpapers_usd', currency: 'usd', unit_amount: 500 }],
    default_price: 'price_sample_wallpapers_usd',
  },
  {
    id: 'prod_sample_poster',
    name: 'Broadside ampersand',
    description: 'A two-colour poster to print at home. We have not decided what it costs.',
    cover: 'broadside-poster.png',
    prices: [],
  },
]

/** Codes for the payment page of the demo. */
export const samplePromotionCodes: CataloguePromotionCode[] = [
  { code: 'WELCOME20', name: 'Welcome', percent_off: 20 },
  { code: 'PRESENT', name: 'Gift', percent_off: 100 },
]
