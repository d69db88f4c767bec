/** What an IP address is for, as far as a gateway that connects to it must care. */
export type AddressClass =
  | 'public'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'metadata'
  | 'reserved';

type Octets = readonly [number, number, number, number];

/** One block of IPv4 addresses: the first address, the length of its prefix, and its class. The first match wins. */
type Block = readonly [first: string, prefix: number, kind: AddressClass];

/**
 * IANA's special-purpose registry, with the addresses where clouds hand out credentials first. 100.64.0.0/10 (carrier
 * NAT, Tailscale) and 198.18.0.0/15 (benchmarks, local proxies) are private networks in practice.
 */
const IPV4_BLOCKS: readonly Block[] = [
  ['169.254.169.0', 24, 'metadata'],
  ['169.254.170.0', 24, 'metadata'],
  ['169.254.42.42', 32, 'metadata'],
  ['100.100.100.200', 32, 'metadata'],
  ['192.0.0.192', 32, 'metadata'],
  ['168.63.129.16', 32, 'metadata'],
  ['0.0.0.0', 8, 'reserved'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'private'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.0.2.0', 24, 'reserved'],
  ['192.88.99.0', 24, 'reserved'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'private'],
  ['198.51.100.0', 24, 'reserved'],
  ['203.0.113.0', 24, 'reserved'],
  ['224.0.0.0', 3, 'reserved'],
];

/** The metadata services of clouds in IPv6, written as `URL` writes them. */
const IPV6_METADATA: ReadonlySet<string> = new Set([
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  'fd00:42::42',
]);

const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
  'instance-data',
  'instance-data.ec2.internal',
]);

/** Endings that never lead to a public host. */
const LOCAL_ENDINGS: readonly string[] = [
  'localhost',
  'localdomain',
  'internal',
  'intranet',
  'private',
  'local',
  'lan',
  'home',
  'corp',
  'home.arpa',
];

/**
 * Classifies an IP address in any notation that `new URL()` accepts: dotted, octal, hexadecimal and single-number IPv4,
 * IPv6 with or without brackets, with the IPv4 addresses inside mapped, translated, 6to4 and NAT64 ones. What is not an
 * IP address is `reserved`, so that a caller who forgot to resolve a name refuses it.
 */
export function classifyAddress(ip: string): AddressClass {
  const host = normaliseHost(ip);
  if (host === undefined) return 'reserved';
  if (host.startsWith('[')) return classifyIpv6(host.slice(1, -1));
  const octets = toOctets(host);
  return octets === undefined ? 'reserved' : classifyIpv4(octets);
}

/** Whether a host is an IP address in any notation that `new URL()` accepts. */
export function isAddress(host: string): boolean {
  const normal = normaliseHost(host);
  return normal !== undefined && (normal.startsWith('[') || toOctets(normal) !== undefined);
}

/** Whether a host name, without looking it up, is known to lead into a private network or to a metadata service. */
export function isForbiddenHost(hostname: string): boolean {
  const name = normaliseName(hostname);
  if (name === '' || METADATA_NAMES.has(name)) return true;
  // A name without a dot is resolved by the search list of the machine: a container, a service, a desk.
  if (!name.includes('.')) return true;
  return LOCAL_ENDINGS.some((ending) => name.endsWith(`.${ending}`));
}

/** Whether a host is a cloud's metadata service, by address or by name. No configuration may allow it. */
export function isMetadataHost(hostOrIp: string): boolean {
  if (isAddress(hostOrIp)) return classifyAddress(hostOrIp) === 'metadata';
  return METADATA_NAMES.has(normaliseName(hostOrIp));
}

/** Whether a host name or an IP address is anything but public. Names are judged as they stand, not looked up. */
export function isPrivateAddress(hostOrIp: string): boolean {
  if (isAddress(hostOrIp)) return classifyAddress(hostOrIp) !== 'public';
  return isForbiddenHost(hostOrIp);
}

function normaliseName(hostname: string): string {
  const lower = hostname.trim().toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/** The host as `URL` writes it; undefined when it is none. */
function normaliseHost(host: string): string | undefined {
  const bare = host.trim().replace(/^\[(.*)\]$/, '$1');
  // The zone of a link-local address (`fe80::1%eth0`) says nothing about its class.
  const [address = ''] = bare.split('%');
  const url = `http://${address.includes(':') ? `[${address}]` : address}`;
  if (/[\s/?#@\\]/.test(address) || !URL.canParse(url)) return undefined;
  return new URL(url).hostname;
}

function toOctets(host: string): Octets | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return undefined;
  const [first = 256, second = 256, third = 256, fourth = 256] = host.split('.').map(Number);
  if (Math.max(first, second, third, fourth) > 255) return undefined;
  return [first, second, third, fourth];
}

function toNumber(octets: Octets): number {
  return ((octets[0] << 24) | (octets[1] << 16) | (octets[2] << 8) | octets[3]) >>> 0;
}

function classifyIpv4(octets: Octets): AddressClass {
  const value = toNumber(octets);
  const found = IPV4_BLOCKS.find(([first, prefix]) => {
    const start = toOctets(first);
    return start !== undefined && value >>> (32 - prefix) === toNumber(start) >>> (32 - prefix);
  });
  return found?.[2] ?? 'public';
}

/** `address` is compressed and in lower case, as `URL` writes it. */
function classifyIpv6(address: string): AddressClass {
  if (IPV6_METADATA.has(address)) return 'metadata';
  if (address === '::1') return 'loopback';
  const groups = toGroups(address);
  const embedded = embeddedIpv4(groups);
  if (embedded !== undefined) return classifyIpv4(embedded);
  const [first = 0, second = 0, third = 0] = groups;
  if (first === 0x64 && second === 0xff9b && third === 1) return classifyLocalTranslation(groups);
  if ((first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfec0) return 'private';
  if ((first & 0xffc0) === 0xfe80) return 'link-local';
  // Only 2000::/3 is handed out; 2001::/23 (Teredo, ORCHID), documentation and 3fff::/20 are not hosts.
  const isAssigned = (first & 0xe000) === 0x2000;
  const isProtocol = first === 0x2001 && (second < 0x200 || second === 0xdb8);
  return isAssigned && !isProtocol && !(first === 0x3fff && second < 0x1000)
    ? 'public'
    : 'reserved';
}

/** The local-use NAT64 prefix: private as a network, and never a way to a metadata service. */
function classifyLocalTranslation(groups: readonly number[]): AddressClass {
  const inside = classifyIpv4(lastOctets(groups));
  return inside === 'metadata' ? 'metadata' : 'private';
}

function toGroups(address: string): readonly number[] {
  const [head = '', tail] = address.split('::');
  const parse = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const before = parse(head);
  if (tail === undefined) return before;
  const after = parse(tail);
  const gap = Math.max(0, 8 - before.length - after.length);
  return [...before, ...new Array<number>(gap).fill(0), ...after];
}

/** The IPv4 address inside a mapped, compatible, translated, 6to4 or NAT64 address. */
function embeddedIpv4(groups: readonly number[]): Octets | undefined {
  const [first = 0, second = 0, third = 0] = groups;
  if (first === 0x2002) return octetsOf(second, third);
  const isTranslated =
    first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
  if (isTranslated) return lastOctets(groups);
  if (groups.slice(0, 4).some((group) => group !== 0)) return undefined;
  const marker = `${groups[4]}:${groups[5]}`;
  const isMapped = marker === `0:${0xffff}` || marker === `${0xffff}:0` || marker === '0:0';
  return isMapped ? lastOctets(groups) : undefined;
}

function lastOctets(groups: readonly number[]): Octets {
  return octetsOf(groups[6] ?? 0, groups[7] ?? 0);
}

function octetsOf(high: number, low: number): Octets {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff];
}
