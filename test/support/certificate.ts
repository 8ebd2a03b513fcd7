// A certificate for a server of a test, made on the spot and signed by itself: given as "ca", it is believed.
import { generateKeyPairSync, sign } from 'node:crypto'

export type Certified = { readonly key: string; readonly cert: string }

export function certificateFor(
  name: string,
  years: readonly [from: number, to: number],
): Certified {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const who = sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from(name)))))
  const [from, to] = years.map(year => tagged(0x18, Buffer.from(`${year}0101000000Z`)))
  const signed = sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    ECDSA_SHA256,
    who,
    sequence(from ?? EMPTY, to ?? EMPTY),
    who,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(sequence(ALT_NAME, tagged(0x04, sequence(dnsName(name)))))),
  )
  const der = sequence(signed, ECDSA_SHA256, bits(sign('sha256', signed, privateKey)))
  const base64 = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  }
}

// DER: a tag, a length, and what it holds.

const EMPTY = Buffer.alloc(0)

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const lengths = length > 255 ? [0x82, length >> 8, length & 255] : [0x81, length]
  return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : lengths)]), content])
}

const sequence = (...parts: readonly Buffer[]) => tagged(0x30, Buffer.concat(parts))
const integer = (value: number) => tagged(0x02, Buffer.from([value]))
const bits = (content: Buffer) => tagged(0x03, Buffer.concat([Buffer.from([0]), content]))
const dnsName = (name: string) => tagged(0x82, Buffer.from(name))
const identifier = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'))

const COMMON_NAME = identifier('550403')
const ALT_NAME = identifier('551d11')
const ECDSA_SHA256 = sequence(identifier('2a8648ce3d040302'))
