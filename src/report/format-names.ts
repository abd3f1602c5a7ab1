/** Apart from the code that writes them, which a shell that completes a word need not load. */
export const FORMATS = ['text', 'json', 'junit', 'html'] as const;

export type Format = (typeof FORMATS)[number];
