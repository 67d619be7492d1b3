/** What a label says about its subject, for its colour: the words say the same. */
export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info'
