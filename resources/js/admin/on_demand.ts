/** Custom elements of few pages, loaded where they occur. */
const ELEMENTS: Record<string, () => Promise<unknown>> = {
  'record-picker': () => import('./record_picker'),
  'relation-filter': () => import('./relation_filter'),
  'upload-progress': () => import('./upload_progress'),
}

for (const [name, load] of Object.entries(ELEMENTS)) {
  if (document.querySelector(name)) {
    void load()
  }
}
