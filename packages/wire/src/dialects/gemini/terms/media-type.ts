import { isFetchedUrl } from '../../../media/media-url.ts';

/** Media types by the extension of a URL's path. Only what Gemini reads. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
  avif: 'image/avif',
  bmp: 'image/bmp',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  htm: 'text/html',
  xml: 'text/xml',
  json: 'application/json',
  mp3: 'audio/mp3',
  wav: 'audio/wav',
  aac: 'audio/aac',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  aiff: 'audio/aiff',
  m4a: 'audio/mp4',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mpeg: 'video/mpeg',
  mpg: 'video/mpeg',
  avi: 'video/x-msvideo',
  '3gp': 'video/3gpp',
};

/** The first characters of base64 text that tell the type of the bytes. */
const BY_BASE64: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
  ['JVBERi0', 'application/pdf'],
];

/** The media type a URL's extension stands for; undefined where it says nothing. */
export function mediaTypeOfUrl(url: string): string | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const extension = /\.([a-z0-9]{2,4})$/i.exec(path)?.[1]?.toLowerCase();
  return extension === undefined || !Object.hasOwn(BY_EXTENSION, extension)
    ? undefined
    : BY_EXTENSION[extension];
}

/** The media type that the first bytes of base64 data show; undefined where they show none. */
export function mediaTypeOfBase64(data: string): string | undefined {
  return BY_BASE64.find(([start]) => data.startsWith(start))?.[1];
}

/** Which canonical part carries a media type. */
export function mediaKind(mediaType: string): 'image' | 'audio' | 'file' {
  if (mediaType.startsWith('image/')) return 'image';
  return mediaType.startsWith('audio/') ? 'audio' : 'file';
}

/** Addresses of http that only Google can read: its file stores, and videos that it takes by their page. */
const GOOGLE_ONLY = [
  /^https:\/\/generativelanguage\.googleapis\.com\/.*files\//i,
  /^https:\/\/(?:www\.|m\.)?(?:youtube\.com|youtu\.be)\//i,
];

/** Whether a file URI means something to everybody: then it is a URL, else an id that only Google knows. */
export function isPublicUrl(uri: string): boolean {
  return isFetchedUrl(uri) && !GOOGLE_ONLY.some((pattern) => pattern.test(uri));
}
