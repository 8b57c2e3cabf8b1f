import type { WafRequest } from './waf-request';
import { generator } from './generator';

/** The shape of a recorded blast: an ISP's or a mail filter's scanners fetch the links of a campaign that has just arrived. */
export interface BlastShape {
  readonly seed: number;
  /** Autonomous systems that the scanners are in; numbers reserved for documentation (RFC 5398). */
  readonly asns: readonly number[];
  readonly addresses: number;
  readonly requests: number;
  readonly seconds: number;
  /** Fingerprint of the scanners' HTTP library. */
  readonly scannerJa4: string;
  /** Ordinary users of the same hosts, most of them at the same ISPs. */
  readonly users: number;
}

export const RECORDED: BlastShape = {
  seed: 1,
  asns: [64_496, 64_497, 64_498],
  addresses: 4000,
  requests: 20_000,
  seconds: 60,
  scannerJa4: 't13d1516h1_8daaf6152771_b186095e22b6',
  users: 500,
};

/** Fingerprints of browsers; what counts is that they are few, and shared by all who have the version. */
export const BROWSERS = ['a', 'b', 'c', 'd', 'e'].map((name) => `t13d1517h2_8daaf6152771_browser${name}`);

export interface Blast {
  /** All requests, by time: users from half a minute before the blast to half a minute after it. */
  readonly requests: readonly WafRequest[];
  /** Who sent a request: a user's number; none for a scanner. */
  readonly userOf: ReadonlyMap<WafRequest, number>;
}

/** Makes a blast of a shape; one seed gives one blast. */
export function blast(shape: BlastShape): Blast {
  const random = generator(shape.seed);
  const begin = 30;
  const scans: WafRequest[] = [];
  for (let i = 0; i < shape.requests; i += 1) {
    // Each address has its share, five or so, at times that know nothing of one another.
    const scanner = i % shape.addresses;
    scans.push({
      at: begin + random() * shape.seconds,
      ip: address(10, scanner),
      asn: shape.asns[scanner % shape.asns.length],
      country: 'DE',
      ja4: shape.scannerJa4,
      method: random() < 0.5 ? 'HEAD' : 'GET',
      host: 't.example.com',
      path: `/t/${i.toString(36)}`,
      headers: { 'user-agent': 'scanner' },
    });
  }
  const userOf = new Map<WafRequest, number>();
  for (let user = 0; user < shape.users; user += 1) {
    visits(user, shape, random).forEach((request) => userOf.set(request, user));
  }
  return { requests: [...scans, ...userOf.keys()].sort((a, b) => a.at - b.at), userOf };
}

/** A user opens an e-mail or two, follows a link in each, and looks at some pages: over two minutes. */
function visits(user: number, shape: BlastShape, random: () => number): WafRequest[] {
  const atScannedIsp = random() < 0.6;
  const common = {
    // One in five shares an address with others: an office, a mobile network.
    ip: random() < 0.2 ? address(20, Math.floor(random() * 10)) : address(30, user),
    asn: atScannedIsp ? shape.asns[user % shape.asns.length] : 64_500 + (user % 7),
    country: 'DE',
    ja4: BROWSERS[Math.floor(random() * BROWSERS.length)],
    method: 'GET',
    headers: { 'user-agent': 'browser' },
  };
  return Array.from({ length: 1 + Math.floor(random() * 2) }, () => {
    const at = random() * 110;
    const link = { ...common, at, host: 't.example.com', path: `/t/${user.toString(36)}x` };
    const pages = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, page) => ({
      ...common,
      at: at + 1 + page * 2,
      host: 'www.example.com',
      path: `/offers/${page}`,
    }));
    return [link, ...pages];
  }).flat();
}

function address(first: number, index: number): string {
  return `${first}.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
}
