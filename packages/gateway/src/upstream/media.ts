import { lookup } from 'node:dns';
import { classifyAddress, isForbiddenHost, LIMITS } from '@ocha/config';
import { OchaError } from '@ocha/kernel';
import type { ChatCall, FilePart, ImagePart, Message, Part } from '@ocha/wire';
import { Agent } from 'undici';

/** Replaces URLs of media by their content, for providers that take bytes only. */
export interface MediaFetcher {
  /** The call with every http(s) URL of its parts inlined. May fail as `media_unavailable` or `url_forbidden`. */
  inline(call: ChatCall): Promise<ChatCall>;
  close(): Promise<void>;
}

/**
 * A fetcher that only talks to public addresses: the name is resolved once, every address of it is checked, and the
 * connection goes to what was checked, so that a second answer of the resolver cannot lead inwards. Redirects are refused.
 */
export function createMediaFetcher(options: {
  readonly allowsPrivateAddress: boolean;
}): MediaFetcher {
  const agent = new Agent({
    allowH2: false,
    connections: 16,
    headersTimeout: LIMITS.mediaTimeoutMs,
    bodyTimeout: LIMITS.mediaTimeoutMs,
    connect: {
      timeout: LIMITS.mediaTimeoutMs,
      lookup(hostname, lookupOptions, callback) {
        lookup(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
          const isAllowed = (address: string): boolean =>
            options.allowsPrivateAddress || classifyAddress(address) === 'public';
          const [first] = addresses ?? [];
          const refusal =
            error ??
            (addresses.every(({ address }) => isAllowed(address)) ? null : forbidden(hostname));
          if (refusal !== null || first === undefined)
            callback(refusal ?? forbidden(hostname), '', 0);
          else if (lookupOptions.all === true) callback(null, addresses);
          else callback(null, first.address, first.family);
        });
      },
    },
  });
  const inlinePart = async (part: Part): Promise<Part> => {
    if (part.type === 'tool-result') {
      return {
        ...part,
        content: (await Promise.all(part.content.map(inlinePart))) as typeof part.content,
      };
    }
    if ((part.type !== 'image' && part.type !== 'file') || part.source.kind !== 'url') return part;
    if (!/^https?:/i.test(part.source.url)) return part;
    return fetchPart(part, part.source.url, agent);
  };
  const inlineMessage = async (message: Message): Promise<Message> => ({
    ...message,
    parts: await Promise.all(message.parts.map(inlinePart)),
  });
  return {
    async inline(call) {
      return { ...call, messages: await Promise.all(call.messages.map(inlineMessage)) };
    },
    close: () => agent.destroy(),
  };
}

async function fetchPart(part: ImagePart | FilePart, url: string, agent: Agent): Promise<Part> {
  if (isForbiddenHost(new URL(url).hostname)) throw forbidden(url);
  const { bytes, declaredType } = await download(url, agent);
  const mediaType = sniffMediaType(bytes) ?? declaredType ?? part.mediaType;
  if (mediaType === undefined) throw unavailable(url, 'its media type cannot be told');
  return { ...part, mediaType, source: { kind: 'base64', data: bytes.toString('base64') } };
}

async function download(
  url: string,
  agent: Agent,
): Promise<{ bytes: Buffer; declaredType: string | undefined }> {
  const { origin, pathname, search } = new URL(url);
  try {
    const response = await agent.request({ origin, path: pathname + search, method: 'GET' });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += (chunk as Buffer).length;
      if (size > LIMITS.mediaBytesMax)
        throw unavailable(url, `it is larger than ${LIMITS.mediaBytesMax} bytes`);
      chunks.push(chunk as Buffer);
    }
    if (response.statusCode !== 200)
      throw unavailable(url, `it was answered with status ${response.statusCode}`);
    const [declaredType] = String(response.headers['content-type'] ?? '').split(';');
    return {
      bytes: Buffer.concat(chunks),
      declaredType: declaredType === '' ? undefined : declaredType,
    };
  } catch (cause) {
    if (cause instanceof OchaError) throw cause;
    throw unavailable(url, 'it could not be fetched', cause);
  }
}

function unavailable(url: string, reason: string, cause?: unknown): OchaError {
  return new OchaError('media_unavailable', `${url.slice(0, 120)}: ${reason}`, { cause });
}

function forbidden(subject: string): OchaError {
  return new OchaError(
    'url_forbidden',
    `${subject.slice(0, 120)} leads to a private or reserved address`,
  );
}

const SIGNATURES: readonly (readonly [mediaType: string, hex: string, offset: number])[] = [
  ['image/png', '89504e470d0a1a0a', 0],
  ['image/jpeg', 'ffd8ff', 0],
  ['image/gif', '474946383', 0],
  ['image/webp', '57454250', 8],
  ['application/pdf', '255044462d', 0],
];

/** The media type by the first bytes: what a server declares is often wrong, and providers compare. */
function sniffMediaType(bytes: Buffer): string | undefined {
  const head = bytes.toString('hex', 0, 16);
  return SIGNATURES.find(([, hex, offset]) => head.startsWith(hex, offset * 2))?.[0];
}
