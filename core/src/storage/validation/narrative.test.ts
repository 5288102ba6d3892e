import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ABSENT, bytesOf, isAbsent, sharedData } from '../../../test/shared-data.js'
import { ELEMENTS, narrativeProblem, parseProblem } from './narrative.js'
import { isPlainNarrative } from './plain-narrative.js'

const div = (inner: string): string => `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>`

describe('narrative', () => {
  test.each([
    'plain text',
    '<p>Weight <b>72&#160;kg</b> &amp; more</p><br/>',
    '<table class="grid" border="1"><tr><td colspan="2">x</td></tr></table>',
    '<a href="https://example.org/?a=1&amp;b=2">more</a> <a href="#x">here</a> <a href="mailto:a@example.org">mail</a>',
    '<img src="data:image/png;base64,AAAA" alt="x"/>',
    '<span style="color: red; background-image: url(tbl_bck1.png)">x</span>',
    '<!-- <b>no matter</b> -->x',
  ])('takes %s', (inner) => {
    expect(narrativeProblem(div(inner))).toBeUndefined()
  })

  test.each([
    ['another root', '<p xmlns="http://www.w3.org/1999/xhtml">x</p>'],
    ['no namespace', '<div>x</div>'],
    ['two roots', `${div('x')}${div('x')}`],
    ['nothing', div('')],
    ['only white space', div(' <p> </p>')],
    ['a script', div('<script>x</script>')],
    ['a style sheet', div('<style>x</style>')],
    ['a form', div('<form><input name="x"/></form>x')],
    ['a frame', div('<iframe src="https://example.org"></iframe>x')],
    ['SVG', div('<svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>')],
    ['an event handler', div('<p onclick="x()">x</p>')],
    ['javascript:', div('<a href="javascript:x()">x</a>')],
    ['javascript: in pieces', div('<a href="java&#10;script:x()">x</a>')],
    ['data of HTML', div('<a href="data:text/html,x">x</a>')],
    ['an SVG image', div('<img src="data:image/svg+xml;base64,AAAA"/>')],
    ['a style that loads', div('<p style="background: url(https://example.org/x.png)">x</p>')],
    ['a style with escapes', div('<p style="background: \\75rl(x)">x</p>')],
    ['a document type', `<!DOCTYPE div>${div('x')}`],
    ['an entity of HTML', div('&nbsp;x')],
    ['markup that is not closed', div('<p>x')],
    ['crossed tags', div('<b><i>x</b></i>')],
    ['an attribute twice', div('<p class="a" class="b">x</p>')],
    ['a comment that HTML ends at once', div('<!--><img src="x"/>-->x')],
    ['CDATA', div('<![CDATA[<b>]]>x')],
    ['a processing instruction', div('<?x y?>x')],
    ['text after the root', `${div('x')}x`],
  ])('refuses %s', (_, text) => {
    expect(narrativeProblem(text)).toBeDefined()
  })

  test('the quick look passes nothing that the parser refuses', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<b class="x">',
      '</b>',
      '<br/>',
      '<div>',
      '</div>',
      '<td colspan="2">',
      '</td>',
      '<a href="#x">',
      '</a>',
      '<p id="a" id="b">',
      'text',
      ' ',
      '&amp;',
      '&nbsp;',
      '&',
      '<',
      '>',
      ']]>',
      '<!-- x -->',
      '<script>',
      '</script>',
      '<p onclick="x">',
      '\u0001',
      '<a href="javascript:x">',
      '"',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = div(pieces.join(''))
        expect(isPlainNarrative(text) ? parseProblem(text) : undefined).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })

  const attacks = ['security', 'sanitizer', 'dompurify-expect.json']
  test.skipIf(isAbsent(...attacks))(
    `what it takes of attacks has only allowed elements and no way to run ${ABSENT}`,
    () => {
      const cases = JSON.parse(bytesOf(sharedData(...attacks)).toString()) as { payload: string }[]
      for (const { payload } of cases) {
        if (narrativeProblem(div(`x${payload}`)) !== undefined) continue
        for (const [, tag = ''] of payload.matchAll(/<([a-zA-Z][^\s/>]*)/g)) expect(ELEMENTS.has(tag)).toBe(true)
        expect(payload).not.toMatch(/<[^>]*(\son\w+\s*=|javascript:|vbscript:)/i)
      }
    },
  )
})
