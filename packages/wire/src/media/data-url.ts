/** What a `data:` URL holds. */
export interface DataUrl {
  readonly mediaType: string;
  /** Base64. */
  readonly data: string;
}

const HEAD = /^data:([^,]*),/i;

/**
 * Reads a `data:` URL; undefined for any other URL. Percent-encoded content is turned into base64.
 */
export function parseDataUrl(url: string): DataUrl | undefined {
  // Only the head goes through the pattern: the data may be megabytes long.
  const head = HEAD.exec(url.slice(0, 512));
  if (head === null) return undefined;
  const params = (head[1] ?? '').split(';');
  const isBase64 = params.some((param) => param.trim().toLowerCase() === 'base64');
  const mediaType = params[0]?.trim().toLowerCase() || 'text/plain';
  const content = url.slice(head[0].length);
  if (isBase64) return { mediaType, data: content };
  return { mediaType, data: Buffer.from(decodePercent(content), 'utf8').toString('base64') };
}

/** Writes base64 content as a `data:` URL. */
export function renderDataUrl(mediaType: string, data: string): string {
  return `data:${mediaType};base64,${data}`;
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
