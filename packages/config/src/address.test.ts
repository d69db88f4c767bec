import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  type AddressClass,
  classifyAddress,
  isAddress,
  isForbiddenHost,
  isMetadataHost,
  isPrivateAddress,
} from './address.ts';

const CLASSES: readonly (readonly [AddressClass, readonly string[]])[] = [
  ['public', ['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1']],
  ['public', ['192.167.0.1', '198.17.0.1', '198.20.0.1', '223.255.255.255', '169.253.0.1']],
  ['public', ['2606:4700::1111', '2001:4860:4860::8888', '[2a00:1450::1]', '2001:200::1']],
  ['loopback', ['127.0.0.1', '127.255.255.254', '::1', '[::1]', '0x7f.1', '017700000001']],
  ['loopback', ['2130706433', '127.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1']],
  ['loopback', ['2002:7f00:1::', '::127.0.0.1', '::ffff:0:127.0.0.1']],
  ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1']],
  ['private', ['0xa.0.0.1', '012.0.0.1', '10.1', 'fc00::1', 'fd12:3456::1', 'fec0::1']],
  ['private', ['::ffff:10.0.0.1', '2002:c0a8:101::1', '64:ff9b::a00:1', '198.18.0.1']],
  ['private', ['64:ff9b:1::808:808']],
  ['link-local', ['169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'febf::1', '::ffff:169.254.1.1']],
  ['metadata', ['169.254.169.254', '169.254.170.2', '100.100.100.200', '0xa9fea9fe']],
  ['metadata', ['2852039166', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe']],
  ['metadata', ['2002:a9fe:a9fe::', 'fd00:ec2::254', 'FD00:EC2:0::254', '168.63.129.16']],
  ['metadata', ['64:ff9b:1::a9fe:a9fe', '0251.0376.0251.0376', '169.254.43518']],
  ['reserved', ['0.0.0.0', '0.1.2.3', '192.0.0.1', '192.0.2.1', '198.51.100.7', '203.0.113.9']],
  ['reserved', ['224.0.0.1', '240.0.0.1', '255.255.255.255', '192.88.99.1', '::', 'ff02::1']],
  ['reserved', ['2001:db8::1', '2001::1', '100::1', '3fff::1', '4000::1', '5f00::1']],
  ['reserved', ['', 'example.com', 'not an ip', '1.2.3.4.5', '300.1.1.1', 'a/b', 'u@10.0.0.1']],
];

describe('addresses', () => {
  for (const [expected, addresses] of CLASSES) {
    test(`${addresses.join(' ')} are ${expected}`, () => {
      for (const address of addresses) assert.equal(classifyAddress(address), expected, address);
    });
  }

  test('a mapped address has the class of the IPv4 address inside, for any address', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), (octets) => {
        const dotted = octets.join('.');
        const [high = 0, low = 0] = [octets[0] * 256 + octets[1], octets[2] * 256 + octets[3]];
        const groups = `${high.toString(16)}:${low.toString(16)}`;
        const expected = classifyAddress(dotted);
        const number = high * 65_536 + low;
        assert.equal(classifyAddress(`::ffff:${dotted}`), expected);
        assert.equal(classifyAddress(`64:ff9b::${groups}`), expected);
        assert.equal(classifyAddress(`2002:${groups}::1`), expected);
        assert.equal(classifyAddress(String(number)), expected);
        assert.equal(classifyAddress(`0x${number.toString(16)}`), expected);
      }),
    );
  });

  test('no text throws, and what is not an address is never public', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const kind = classifyAddress(text);
        if (!isAddress(text)) assert.equal(kind, 'reserved');
        assert.equal(typeof isPrivateAddress(text), 'boolean');
      }),
    );
  });
});

describe('host names', () => {
  test('names of the own machine, of private zones and of metadata services are forbidden', () => {
    const forbidden = ['localhost', 'LOCALHOST.', 'a.localhost', 'vllm', 'db.internal', 'x.local'];
    const more = ['metadata.google.internal', 'metadata', 'nas.lan', 'svc.cluster.local', ''];
    for (const name of [...forbidden, ...more]) {
      assert.equal(isForbiddenHost(name), true, name);
      assert.equal(isPrivateAddress(name), true, name);
    }
  });

  test('public names are not forbidden, also when they contain a forbidden word', () => {
    for (const name of ['api.openai.com', 'internal.example.com', 'localhost.example.com']) {
      assert.equal(isForbiddenHost(name), false, name);
      assert.equal(isPrivateAddress(name), false, name);
    }
  });

  test('metadata services are known by name and by address', () => {
    for (const host of [
      'metadata.google.internal.',
      'Metadata',
      '169.254.169.254',
      '[fd00:ec2::254]',
    ]) {
      assert.equal(isMetadataHost(host), true, host);
    }
    for (const host of ['169.254.1.1', '10.0.0.1', 'example.com', 'localhost']) {
      assert.equal(isMetadataHost(host), false, host);
    }
  });
});
