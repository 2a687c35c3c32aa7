import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import fc from 'fast-check';
import {
  createClientAddress,
  createProxyCheck,
  networkOf,
  parseAddress,
  parseSubnet,
} from '../../../src/http/verification/client-address.ts';

const addressOf = createClientAddress({
  trusted: [
    { address: '127.0.0.1', prefix: 32, family: 'ipv4' },
    { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
    { address: 'fd00::', prefix: 8, family: 'ipv6' },
  ],
});

describe('the address of a client', () => {
  for (const [peer, forwardedFor, client] of [
    ['203.0.113.9', undefined, '203.0.113.9'],
    ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['127.0.0.1', '', '127.0.0.1'],
    ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['127.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['127.0.0.1', '1.1.1.1, 198.51.100.1,10.2.3.4 , fd12::1', '198.51.100.1'],
    ['127.0.0.1', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
    ['127.0.0.1', '1.1.1.1, nonsense', '127.0.0.1'],
    ['127.0.0.1', '1.1.1.1, nonsense, 10.0.0.2', '10.0.0.2'],
    ['127.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['127.0.0.1', '[2001:DB8::1]:4711', '2001:db8::1'],
    ['127.0.0.2', '198.51.100.1', '127.0.0.2'],
    [undefined, '198.51.100.1', 'unknown'],
  ] as const) {
    it(`is ${client} for the peer ${peer} that forwards for "${forwardedFor}"`, () => {
      assert.equal(addressOf(peer, forwardedFor), client);
    });
  }

  it('is the last untrusted one, whatever the client wrote before it', () => {
    fc.assert(
      fc.property(fc.string(), (junk) => {
        assert.equal(addressOf('127.0.0.1', `${junk}, 198.51.100.1, 10.1.1.1`), '198.51.100.1');
      }),
    );
  });

  it('is another one as soon as the peer or what it forwards is another', () => {
    const asked = [
      ['127.0.0.1', '198.51.100.1'],
      ['127.0.0.1', '198.51.100.1'],
      ['127.0.0.1', '198.51.100.2'],
      ['203.0.113.9', '198.51.100.2'],
      ['127.0.0.1', undefined],
      [undefined, undefined],
    ] as const;
    assert.deepEqual(
      asked.map(([peer, forwardedFor]) => addressOf(peer, forwardedFor)),
      ['198.51.100.1', '198.51.100.1', '198.51.100.2', '203.0.113.9', '127.0.0.1', 'unknown'],
    );
  });

  it('is nothing that the peer says when nobody is trusted', () => {
    const nobody = createClientAddress({ trusted: [] });
    assert.equal(nobody('127.0.0.1', '198.51.100.1'), '127.0.0.1');
  });
});

describe('the trust in a peer', () => {
  it('is in each peer by itself, however many have asked before', () => {
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 600; i += 1) {
        const [near, far] = [`10.0.${i >> 8}.${i & 255}`, `11.0.${i >> 8}.${i & 255}`];
        assert.equal(addressOf(near, '198.51.100.1'), '198.51.100.1');
        assert.equal(addressOf(far, '198.51.100.1'), far);
      }
    }
  });

  it('is what Node makes of the subnets', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, peer, prefix) => {
        const list = new BlockList();
        list.addSubnet(address, prefix, 'ipv4');
        const of = createClientAddress({ trusted: [{ address, prefix, family: 'ipv4' }] });
        // The second is as good as certain to be in the subnet's neighbourhood.
        for (const one of [peer, address.replace(/\d+$/, '7')])
          assert.equal(of(one, '2001:db8::1'), list.check(one) ? '2001:db8::1' : one);
      }),
    );
  });
});

describe('an address as text', () => {
  it('is read in every spelling', () => {
    assert.equal(parseAddress('FE80::1%eth0'), 'fe80::1');
    assert.equal(parseAddress('[::1]'), '::1');
    assert.equal(parseAddress('::FFFF:c000:0201'), '192.0.2.1');
    for (const text of ['', '1.2.3', '1.2.3.4.5', '256.1.1.1', 'localhost', ':1', '[1.2.3.4', 'x:80'])
      assert.equal(parseAddress(text), undefined, text);
  });

  it('never throws, and reads its own results again as they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text);
        if (address !== undefined) assert.equal(parseAddress(address), address);
      }),
    );
  });
});

describe('a range as text', () => {
  for (const [text, address, prefix] of [
    ['127.0.0.1', '127.0.0.1', 32],
    ['10.0.0.0/8', '10.0.0.0', 8],
    ['0.0.0.0/0', '0.0.0.0', 0],
    ['fd00::/8', 'fd00::', 8],
    ['2001:DB8:0::1', '2001:db8::1', 128],
    ['::/0', '::', 0],
    ['::ffff:127.0.0.1', '127.0.0.1', 32],
    ['::ffff:10.0.0.0/104', '10.0.0.0', 8],
    ['::FFFF:c0a8:100/120', '192.168.1.0', 24],
    ['::ffff:0:0/96', '0.0.0.0', 0],
  ] as const)
    it(`is understood: ${text}`, () => {
      assert.deepEqual(parseSubnet(text), {
        address,
        prefix,
        family: address.includes(':') ? 'ipv6' : 'ipv4',
      });
    });

  it('is refused when it is none, or reaches from IPv4 into IPv6', () => {
    for (const text of [
      '',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0/8',
      '10.0.0.1:80',
      '[::1]',
      'fe80::1%eth0',
      'fd00::/129',
      '::ffff:10.0.0.0/8',
      '::ffff:0:0/95',
      'localhost',
      '/8',
    ])
      assert.equal(parseSubnet(text), undefined, text);
  });

  it('of IPv4 inside IPv6 trusts the same peers as that of IPv4, however the peer is written', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, peer, prefix) => {
        const of = (text: string) => {
          const subnet = parseSubnet(text);
          assert.ok(subnet !== undefined);
          return createProxyCheck({ trusted: [subnet] });
        };
        const [plain, mapped] = [of(`${address}/${prefix}`), of(`::ffff:${address}/${prefix + 96}`)];
        for (const one of [peer, address.replace(/\d+$/, '7')])
          for (const written of [one, `::ffff:${one}`]) assert.equal(mapped(written), plain(written));
      }),
    );
  });
});

describe('the check for trusted proxies', () => {
  it('knows them by their address, and nobody when there is none', () => {
    const isProxy = createProxyCheck({ trusted: [{ address: '10.0.0.0', prefix: 8, family: 'ipv4' }] });
    assert.deepEqual(['10.1.2.3', '::ffff:10.1.2.3', '11.1.2.3', '::1', 'nonsense', undefined].map(isProxy), [
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    assert.equal(createProxyCheck({ trusted: [] })('127.0.0.1'), false);
  });

  it('says the same of a peer however often and however late it is asked', () => {
    const isProxy = createProxyCheck({ trusted: [{ address: '10.0.0.0', prefix: 8, family: 'ipv4' }] });
    const peers = Array.from({ length: 600 }, (_, i) => `${i % 2 === 0 ? 10 : 11}.0.${i >> 8}.${i & 255}`);
    for (const round of [1, 2])
      assert.deepEqual(
        peers.map(isProxy),
        peers.map((peer) => peer.startsWith('10.')),
        `round ${round}`,
      );
  });
});

describe('the network that failures count for', () => {
  it('is the address itself in IPv4, and the /64 in IPv6', () => {
    assert.equal(networkOf('192.0.2.1'), '192.0.2.1');
    assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
    assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64');
    assert.equal(networkOf('::1'), '0:0:0:0::/64');
    assert.equal(networkOf('unknown'), 'unknown');
  });

  it('is the same for all addresses of one /64, and another for each other', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
    const half = fc.tuple(group, group, group, group).map((groups) => groups.join(':'));
    fc.assert(
      fc.property(half, half, half, (network, host, other) => {
        const of = (text: string) => networkOf(parseAddress(text) ?? '');
        assert.equal(of(`${network}:${host}`), of(`${network}:${other}`));
        if (network !== other) assert.notEqual(of(`${network}:${host}`), of(`${other}:${host}`));
      }),
    );
  });
});
