// XML, as a Command Center writes it where nobody asked for JSON, read into the fields that its JSON would have.
import { describe, expect, it } from 'vitest'
import { parseXml } from '../lib/commvault/xml.ts'
import { fc } from './support/fast-check.ts'

describe('an element becomes fields', () => {
  it.each<readonly [string, string, unknown]>([
    ['attributes', '<a b="1" c=\'2\'/>', { b: '1', c: '2' }],
    ['spaces around =', '<a  b = "1" />', { b: '1' }],
    ['entities', '<a b="&lt;1&gt; &amp;amp; &#65;&quot;"/>', { b: '<1> &amp; A"' }],
    ['a child', '<a><b c="1"/></a>', { b: { c: '1' } }],
    ['a child that repeats', '<a><b c="1"/><b c="2"/></a>', { b: [{ c: '1' }, { c: '2' }] }],
    ['a child of words', '<a><b> 5 &gt; 4 </b></a>', { b: '5 > 4' }],
    ['an empty child', '<a><b/><c></c></a>', { b: '', c: '' }],
    ['an attribute and a child', '<a b="1"><b>2</b></a>', { b: ['1', '2'] }],
    ['a prolog and a comment', '<?xml version="1.0"?><!-- <b/> --><a b="1"/>', { b: '1' }],
    ['a namespace', '<x:a xmlns:x="urn:x" x:b="1"/>', { 'xmlns:x': 'urn:x', 'x:b': '1' }],
    ['no prototype', '<a __proto__="1"><__proto__ polluted="1"/></a>', {}],
    ['> in an attribute', '<a b="1>2"/>', { b: '1>2' }],
  ])('%s', (_, text, fields) => {
    expect(parseXml(text)?.root).toEqual(fields)
  })
})

it('all elements come in the order of the text', () => {
  expect(parseXml('<a b="1"><c d="2"><e f="3"/></c><g h="4"/></a>')?.elements).toEqual([
    { b: '1', c: { d: '2', e: { f: '3' } }, g: { h: '4' } },
    { d: '2', e: { f: '3' } },
    { f: '3' },
    { h: '4' },
  ])
})

describe('half an element is none', () => {
  it.each([
    '',
    'words',
    '<',
    '<a',
    '<a>',
    '<a b="1',
    '<a b=1/>',
    '<a></b>',
    '</a>',
    '<a/><b/>',
    '<a/>words',
    'words<a/>',
    '<a><!-- </a>',
    '<?xml',
    '<!DOCTYPE a [<!ENTITY b "c">]><a/>',
    '<a><![CDATA[b]]></a>',
    '{"a": 1}',
    `${'<a>'.repeat(101)}${'</a>'.repeat(101)}`,
  ])('%s', text => {
    expect(parseXml(text)).toBeUndefined()
  })

  it('at whatever character it was cut', () => {
    const whole = '<TMMsg_CreateTaskResp taskId="1"><jobIds val="7"/></TMMsg_CreateTaskResp>'
    for (let length = 0; length < whole.length; length++) {
      expect(parseXml(whole.slice(0, length))).toBeUndefined()
    }
    expect(parseXml(whole)?.root).toEqual({ taskId: '1', jobIds: { val: '7' } })
  })
})

it('no text is read with an exception', () => {
  const scraps = ['<a', '>', '/>', '</a>', ' b="1"', '<!--', '-->', '<?', '?>', 'x', '&#0;', '"']
  const text = fc.array(fc.constantFrom(...scraps), { maxLength: 12 }).map(parts => parts.join(''))
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), each => {
      parseXml(each)
    }),
  )
})
