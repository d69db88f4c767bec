import type { FilePart } from '../part.ts';

const SOUND = /\.(?:mp3|wav|aac|ogg|oga|opus|flac|aiff?|m4a|wma)$/i;
const VIDEO = /\.(?:mp4|m4v|mov|webm|mpe?g|avi|mkv|3gp|wmv|flv)$/i;

/**
 * Whether a file is a sound or a video, as far as its type, its name or its address tell. Clients send them as files
 * too, and providers of documents answer with an error that names nothing, or pass them over.
 */
export function playableKind(part: FilePart): 'sound' | 'video' | undefined {
  const { mediaType, filename, source } = part;
  if (mediaType !== undefined && mediaType !== 'application/octet-stream') {
    if (mediaType.startsWith('audio/')) return 'sound';
    return mediaType.startsWith('video/') ? 'video' : undefined;
  }
  const address = source.kind === 'url' && !source.url.startsWith('data:') ? source.url : '';
  const names = [filename ?? '', address.split(/[?#]/, 1)[0] ?? ''];
  if (names.some((name) => SOUND.test(name))) return 'sound';
  return names.some((name) => VIDEO.test(name)) ? 'video' : undefined;
}
