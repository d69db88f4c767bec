import { OchaError } from '@ocha/kernel';
import { parseDataUrl } from '../../../media/data-url.ts';
import type { AudioPart, FilePart, ImagePart } from '../../../part.ts';
import { mediaTypeOfBase64, mediaTypeOfUrl } from '../terms/media-type.ts';
import { writeThoughtSignature } from '../terms/thought-signature.ts';
import type { RenderScope } from './scope.ts';

type MediaPart = ImagePart | FilePart | AudioPart;

/** An image, file or sound as a part. What cannot be sent is an error: a file must never vanish silently. */
export function renderMedia(part: MediaPart, scope: RenderScope): Record<string, unknown> {
  const { source } = part;
  if (part.type === 'image' && part.detail !== undefined && part.detail !== 'auto')
    scope.dropped('detail', 'this deployment chooses the resolution of images itself');
  switch (source.kind) {
    case 'text':
      return { text: source.text };
    case 'base64':
      return {
        inlineData: {
          mimeType: part.mediaType ?? mediaTypeOfBase64(source.data) ?? missingType(part),
          data: source.data,
        },
        ...signatureOf(part),
      };
    case 'url':
      return renderUrl(part, source.url, scope);
    case 'id':
      return renderId(part, source.id, scope);
  }
}

function missingType(part: MediaPart): never {
  throw new OchaError(
    'unsupported_feature',
    `this deployment must be told the media type of every ${part.type}, and one has none`,
    { param: 'messages' },
  );
}

/** Images that the model made carry a signature too, which it asks for when they are edited. */
function signatureOf(part: MediaPart): Record<string, unknown> {
  if (part.type !== 'image' || part.signature?.issuer !== 'gemini') return {};
  return { thoughtSignature: writeThoughtSignature(part.signature) };
}

function renderUrl(part: MediaPart, url: string, scope: RenderScope): Record<string, unknown> {
  const held = parseDataUrl(url);
  if (held !== undefined)
    return { inlineData: { mimeType: part.mediaType ?? held.mediaType, data: held.data } };
  if (scope.traits.mediaUrls === 'inline') {
    throw new OchaError(
      'unsupported_feature',
      `this deployment fetches no URLs: send the ${part.type} itself`,
      { param: 'messages' },
    );
  }
  const mimeType = part.mediaType ?? mediaTypeOfUrl(url);
  return { fileData: { fileUri: url, ...(mimeType === undefined ? {} : { mimeType }) } };
}

function renderId(part: MediaPart, id: string, scope: RenderScope): Record<string, unknown> {
  if (part.type === 'audio' && part.transcript !== undefined && part.transcript !== '') {
    scope.changed('messages', 'an earlier spoken answer is sent as its transcript');
    return { text: part.transcript };
  }
  if (scope.call.dialect !== 'gemini') {
    throw new OchaError(
      'unsupported_feature',
      `the ${part.type} "${id}" is stored at another provider: send it itself`,
      { param: 'messages' },
    );
  }
  return {
    fileData: {
      fileUri: id,
      ...(part.mediaType === undefined ? {} : { mimeType: part.mediaType }),
    },
  };
}
