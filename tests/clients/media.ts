/** Media as small as they may be, and what the fake provider says when it has seen them. */

/** A PNG of one pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

export const IMAGE = {
  base64: PNG,
  mediaType: 'image/png',
  dataUrl: `data:image/png;base64,${PNG}`,
  /** A public name that nobody can register: to be passed on, or to be refused by whoever fetches it. */
  url: 'https://images.example.invalid/cat.png',
  seen: new RegExp(`I see an image \\(${Buffer.from(PNG, 'base64').length} bytes\\)`),
  seenUrl: /I see an image \(https:\/\/images\.example\.invalid\/cat\.png\)/,
} as const;

export const DOCUMENT = {
  base64: PDF.toString('base64'),
  mediaType: 'application/pdf',
  dataUrl: `data:application/pdf;base64,${PDF.toString('base64')}`,
  filename: 'report.pdf',
  seen: /I see a file (report\.pdf|\d+ bytes)/,
} as const;
