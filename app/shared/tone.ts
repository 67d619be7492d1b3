/**
 * Sets the colour of a label. Its text must say the same, because colour alone is not accessible.
 */
export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info'
