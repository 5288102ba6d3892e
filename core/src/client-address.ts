import { BlockList, isIP, isIPv4 } from 'node:net'

/**
 * Who is at the other end. A forwarded address counts only when the peer is a proxy that the operator named in
 * `TESSERA_TRUST_PROXY`; the last address that is no such proxy is the client's.
 *
 * @param proxies CIDR ranges or single addresses
 * @throws RangeError for what is no range
 */
export function addressReader(proxies: readonly string[]): (peer: string, forwarded: string | null) => string {
  const trusted = new BlockList()
  for (const each of proxies) {
    const [address = '', bits] = each.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (bits === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, Number(bits), family)
  }
  const isProxy = (address: string) => trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
  return (peer, forwarded) => {
    const own = plain(peer)
    if (!forwarded || proxies.length === 0 || !isProxy(own)) return own
    const chain = forwarded.split(',').map((each) => plain(each.trim()))
    const client = chain.reverse().find((each) => isIP(each) === 0 || !isProxy(each))
    // whatever a header says that is no address, our proxy is what we know
    return client !== undefined && isIP(client) > 0 ? client : own
  }
}

/** `::ffff:127.0.0.1` → `127.0.0.1` */
const plain = (address: string): string => address.replace(/^::ffff:/, '')
