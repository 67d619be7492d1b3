import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A file that a sample product delivers. */
export interface SampleFile {
  /** Shown to the buyer. */
  label: string
  /** File name in `sampleFilesDirectory`. */
  file: string
}

/** What an owner would have entered in the admin panel for one sample product. */
export interface Sample {
  /** Position in the store; lower ones come first. */
  position: number
  /** Overrides the description from Stripe. */
  overview?: string
  /** Markdown of the product page. */
  content: string
  /** In the order in which they are shown. */
  files: SampleFile[]
}

/** Absolute path of the folder that holds the sample files. */
export const sampleFilesDirectory = fileURLToPath(new URL('./files/', import.meta.url))

/** Texts and files for the products of the local Stripe's sample catalogue, by Stripe product id. */
export const samples: Record<string, Sample> = {
  prod_sample_icons: {
    position: 1,
    content: contentOf('corner_icons'),
    files: [{ label: 'All icons', file: 'corner-icons.zip' }],
  },
  prod_sample_ebook: {
    position: 2,
    content: contentOf('small_type'),
    files: [{ label: 'The book', file: 'small-type.pdf' }],
  },
  prod_sample_sounds: {
    position: 3,
    content: contentOf('tape_and_glass'),
    files: [
      { label: 'Samples', file: 'tape-and-glass.zip' },
      { label: 'Ten seconds of all of them', file: 'tape-and-glass-preview.wav' },
    ],
  },
  prod_sample_font: {
    position: 4,
    content: contentOf('quarter_typeface'),
    files: [
      { label: 'Fonts', file: 'quarter-typeface.zip' },
      { label: 'Specimen', file: 'quarter-specimen.pdf' },
    ],
  },
  prod_sample_course: {
    position: 5,
    overview: 'Six lessons, six drawings. You need a browser, a text editor and no experience.',
    content: contentOf('draw_with_code'),
    files: [
      { label: 'Lessons', file: 'draw-with-code-lessons.pdf' },
      { label: 'Exercises', file: 'draw-with-code-exercises.zip' },
      { label: 'Solutions', file: 'draw-with-code-solutions.zip' },
    ],
  },
  prod_sample_tiles: {
    position: 6,
    content: contentOf('mashrabiya_tiles'),
    files: [{ label: 'Sixteen tiles', file: 'mashrabiya-tiles.zip' }],
  },
  prod_sample_membership: {
    position: 7,
    content: contentOf('pattern_club'),
    files: [
      { label: 'Set 3, kites', file: 'pattern-club-03-kites.zip' },
      { label: 'Set 2, arches', file: 'pattern-club-02-arches.zip' },
      { label: 'Set 1, quarters', file: 'pattern-club-01-quarters.zip' },
    ],
  },
  prod_sample_template: {
    position: 8,
    content: contentOf('ledger_template'),
    files: [{ label: 'Template', file: 'ledger-template.zip' }],
  },
  prod_sample_sashiko: {
    position: 9,
    content: contentOf('sashiko_grids'),
    files: [
      { label: 'Pattern book', file: 'sashiko-grids.pdf' },
      { label: 'Patterns as drawings', file: 'sashiko-grids-svg.zip' },
    ],
  },
  prod_sample_support: {
    position: 10,
    content: contentOf('template_care'),
    files: [{ label: 'What is covered', file: 'template-care.pdf' }],
  },
  prod_sample_sheet: {
    position: 11,
    content: contentOf('spacing_sheet'),
    files: [{ label: 'The sheet', file: 'spacing-sheet.pdf' }],
  },
  prod_sample_html: {
    position: 12,
    content: contentOf('html_by_hand'),
    files: [{ label: 'Eight pages', file: 'html-by-hand.zip' }],
  },
  prod_sample_checklist: {
    position: 13,
    content: contentOf('launch_checklist'),
    files: [{ label: 'Checklist', file: 'launch-checklist.pdf' }],
  },
  prod_sample_wallpapers: {
    position: 14,
    content: contentOf('wallpapers'),
    files: [{ label: 'Six pictures', file: 'wallpapers.zip' }],
  },
  prod_sample_poster: {
    position: 15,
    content: contentOf('broadside_poster'),
    files: [{ label: 'Poster', file: 'broadside-poster.pdf' }],
  },
}

function contentOf(name: string): string {
  return readFileSync(new URL(`./content/${name}.md`, import.meta.url), 'utf8')
}
