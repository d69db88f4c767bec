import { renderDataUrl } from '../../../media/data-url.ts';
import type { Source } from '../../../part.ts';

/** Whether a text is a web address, which a gateway must check before anyone fetches it. */
export function isWebUrl(text: string): boolean {
  return /^https?:/i.test(text);
}

/**
 * The media type of an image: the stated one, or what the first bytes tell by their base64 form.
 */
export function imageType(data: string, stated: string | undefined): string | undefined {
  if (stated?.startsWith('image/') === true) return stated;
  if (data.startsWith('iVBORw0KGgo')) return 'image/png';
  if (data.startsWith('/9j/')) return 'image/jpeg';
  if (data.startsWith('R0lGOD')) return 'image/gif';
  if (data.startsWith('UklGR')) return 'image/webp';
  return stated;
}

/** The format name that `input_audio` takes for a media type; undefined for any other sound. */
export function audioFormat(mediaType: string): 'wav' | 'mp3' | undefined {
  switch (mediaType.split(';')[0]) {
    case 'audio/wav':
    case 'audio/wave':
    case 'audio/x-wav':
      return 'wav';
    case 'audio/mp3':
    case 'audio/mpeg':
      return 'mp3';
    default:
      return undefined;
  }
}

/** A source's bytes as a data URL, or its address; undefined for text and file ids. */
export function sourceUrl(source: Source, mediaType: string): string | undefined {
  if (source.kind === 'url') return source.url;
  return source.kind === 'base64' ? renderDataUrl(mediaType, source.data) : undefined;
}
