import { defined, type JsonObject, textOf } from '../../../reading.ts';

/** Joins the pieces of one sound: streams send it in base64 pieces, its words beside it. */
export interface AudioGatherer {
  push(sound: JsonObject): void;
  /** The whole sound; undefined when there was none. */
  take():
    | {
        readonly mediaType: string;
        readonly data: string;
        readonly transcript?: string;
        readonly id?: string;
      }
    | undefined;
}

export function createAudioGatherer(): AudioGatherer {
  const pieces: Buffer[] = [];
  let transcript = '';
  let id: string | undefined;
  return {
    push(sound) {
      const data = textOf(sound['data']);
      // Every piece is base64 of its own, with its own padding: joining the texts would break it.
      if (data !== undefined) pieces.push(Buffer.from(data, 'base64'));
      transcript += textOf(sound['transcript']) ?? '';
      id = textOf(sound['id']) ?? id;
    },
    take() {
      if (pieces.length === 0 && transcript === '') return undefined;
      const bytes = Buffer.concat(pieces);
      return {
        mediaType: sniffAudio(bytes),
        data: bytes.toString('base64'),
        ...defined({ transcript: transcript === '' ? undefined : transcript, id }),
      };
    },
  };
}

/** The answer does not name its format; the bytes do. What has no head is raw samples. */
function sniffAudio(bytes: Buffer): string {
  const head = bytes.toString('latin1', 0, 4);
  if (head === 'RIFF') return 'audio/wav';
  if (head === 'fLaC') return 'audio/flac';
  if (head === 'OggS') return 'audio/ogg';
  const isMp3 = head.startsWith('ID3') || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0);
  return isMp3 ? 'audio/mp3' : 'audio/pcm';
}
