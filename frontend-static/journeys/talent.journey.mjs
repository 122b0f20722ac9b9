import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openBrowser, Visit } from './visit.mjs'

const url = process.env.PORTAL_URL
let browser
before(async () => { browser = await openBrowser() })
after(() => browser?.close())

const api = `${url}/api/v1`

/** The code of one of the demonstration's statements, as the agency that holds the case sees it. */
async function codeOf(statement, username) {
  const signedIn = await fetch(`${api}/demo/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username }) })
  assert.equal(signedIn.status, 200)
  const { accessToken } = await signedIn.json()
  const answer = await fetch(`${api}/recognition/statements/${statement}`, { headers: { authorization: `Bearer ${accessToken}` } })
  assert.equal(answer.status, 200)
  return (await answer.json()).code
}

test('a talent reads the own record, the consents, the applications and the statements', async () => {
  await Visit.play(browser, url, {}, async (visit) => {
    const { page } = visit
    await visit.signInAs('talent')
    await page.waitForURL(/\/me$/)
    await page.getByRole('heading', { level: 2, name: '王示远' }).waitFor()
    await visit.check('own record')
    for (const [tab, sign] of [['授权', '每一项都是单独同意'], ['互认申请', '办件编号'], ['核验单', '核验码']]) {
      await page.getByRole('tab', { name: tab }).click()
      await page.waitForURL(/tab=/)
      await page.getByText(sign).first().waitFor()
      await visit.check(`own ${tab}`)
    }
    await visit.open('/me')
    await page.getByRole('link', { name: '查看完整档案' }).click()
    await page.getByRole('heading', { level: 1, name: '王示远' }).waitFor()
    await page.getByText('仅本机构和本人可见').waitFor()
    await visit.check('own full record')
  })
})

const standings = [
  { statement: 'demo-case-valid', holder: 'he.clerk', word: '有效' },
  { statement: 'demo-case-suspended', holder: 'tj.clerk', word: '暂停使用' },
  { statement: 'demo-case-revoked', holder: 'he.clerk', word: '已撤销' },
]

for (const { statement, holder, word } of standings) {
  test(`anyone checks a statement by its code: ${word}`, async () => {
    const code = await codeOf(statement, holder)
    await Visit.play(browser, url, {}, async (visit) => {
      const { page } = visit
      await visit.open('/verify')
      await page.getByLabel('核验码', { exact: true }).fill(code.toLowerCase())
      await page.getByRole('button', { name: '核验', exact: true }).first().click()
      await page.getByRole('article').locator('header').getByText(word, { exact: true }).waitFor()
      if (word === '有效') {
        await page.getByText('王*远').waitFor()
        await page.getByLabel('核对持有人姓名').fill('王示远')
        await page.getByRole('button', { name: '核对', exact: true }).click()
        await page.getByText('姓名一致', { exact: true }).waitFor()
      }
      await visit.check(`verify ${word}`)
    })
  })
}
