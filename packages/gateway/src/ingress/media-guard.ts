import { isPrivateAddress, LIMITS } from '@ocha/config';
import { OchaError } from '@ocha/kernel';

/**
 * Refuses URLs of images and files that point into private networks, whoever would fetch them: a provider on the
 * operator's own network is as good a way in as the gateway. May fail as `url_forbidden` or `invalid_request`.
 */
export function assertPublicUrls(urls: readonly string[], allowsPrivate = false): void {
  if (urls.length > LIMITS.mediaUrlCountMax) {
    throw new OchaError(
      'invalid_request',
      `more than ${LIMITS.mediaUrlCountMax} URLs of images or files in one request`,
    );
  }
  for (const url of urls) assertPublicUrl(url, allowsPrivate);
}

function assertPublicUrl(text: string, allowsPrivate: boolean): void {
  if (!URL.canParse(text))
    throw new OchaError('invalid_request', `not a URL: ${text.slice(0, 80)}`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new OchaError('url_forbidden', `only http and https URLs are taken, not ${url.protocol}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new OchaError('url_forbidden', 'URLs with credentials in them are not taken');
  }
  if (!allowsPrivate && isPrivateAddress(url.hostname)) {
    throw new OchaError(
      'url_forbidden',
      `${url.hostname.slice(0, 80)} is a private or reserved address: send the content itself, as base64`,
    );
  }
}
