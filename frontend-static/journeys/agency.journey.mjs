import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openBrowser, phone, Visit } from './visit.mjs'

const url = process.env.PORTAL_URL
let browser
before(async () => { browser = await openBrowser() })
after(() => browser?.close())

const person = { name: '鲁例枫', letters: 'lulifeng', employer: '河北示例精密机械有限公司(虚构)', identity: identityNumber('130199', '19740312', '217') }

/** A number on a prefix that no division has, with the check digit of GB 11643. */
function identityNumber(prefix, birth, sequence) {
  const body = prefix + birth + sequence
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return body + '10X98765432'[weights.reduce((sum, w, i) => sum + w * Number(body[i]), 0) % 11]
}

/** Opens a list by keyboard and takes the option that begins with the text. */
async function choose(page, label, option) {
  const box = page.getByLabel(label).first()
  await box.focus()
  await box.press('Enter')
  await page.getByRole('option', { name: new RegExp(`^${option}`) }).first().click()
}

test('a clerk registers an expert, another person admits, and the person is found', async (t) => {
  await t.test('the clerk fills in the five steps and sends them to review', async () => {
    await Visit.play(browser, url, {}, async (visit) => {
      const { page } = visit
      await visit.signInAs('he.clerk')
      await page.getByRole('heading', { level: 1, name: '待办事项' }).waitFor()
      await visit.check('waiting work')
      await visit.open('/console/experts/new')
      await page.getByLabel('姓名', { exact: false }).first().fill(person.name)
      await page.getByLabel('证件号码').fill(person.identity)
      await page.getByLabel('工作单位').fill(person.employer)
      await visit.check('register, basic')
      const next = page.getByRole('button', { name: '下一步' })
      await next.click()
      await page.waitForURL(/\/console\/experts\/[^/]+\/edit/)

      await page.getByRole('heading', { name: '职称', exact: true }).waitFor()
      await choose(page, '职称系列', '工程')
      await choose(page, '职称名称', '高级工程师')
      await page.getByLabel('专业', { exact: true }).fill('机械制造')
      await choose(page, '取得方式', '评审')
      await page.getByLabel('评审通过(取得)日期').fill('2016-11-18')
      await choose(page, '发证地', '河北')
      await visit.check('register, titles')
      await next.click()

      await page.getByLabel('研究方向').fill('精密机床、齿轮测量')
      await visit.check('register, work')
      await next.click()

      const shared = page.getByRole('listitem').filter({ has: page.getByRole('checkbox', { name: /社会公开|公开/ }) }).first()
      await shared.getByRole('checkbox').check()
      await shared.getByLabel('授权材料编号').fill('HB-2026-0117')
      await visit.check('register, consents')
      await next.click()

      await page.getByText(person.employer).waitFor()
      await visit.check('register, confirm')
      await page.getByRole('button', { name: '送审', exact: true }).click()
      await page.getByText(`已送审:${person.name}。`).waitFor()
      await visit.check('own experts')
    })
  })

  await t.test('the reviewer reads what was entered and admits', async () => {
    await Visit.play(browser, url, {}, async (visit) => {
      const { page } = visit
      await visit.signInAs('he.reviewer')
      await visit.open('/console/review')
      await page.getByRole('link', { name: person.name }).click()
      const panel = page.getByRole('complementary', { name: person.name })
      await panel.getByText('首次入库,以下为录入内容。').waitFor()
      await panel.getByRole('row', { name: /工作单位/ }).getByText(person.employer).waitFor()
      await visit.check('review')
      await panel.getByRole('button', { name: '审核入库' }).click()
      await page.getByText(`已审核入库:${person.name}。`).waitFor()
    })
  })

  await t.test('a visitor finds the person by the letters of the name', async () => {
    await Visit.play(browser, url, {}, async (visit) => {
      const { page } = visit
      const hit = page.getByRole('article').getByRole('heading', { name: person.name })
      await visit.open(`/experts?q=${person.letters}`)
      await hit.waitFor()
      await hit.getByRole('link').click()
      await page.getByRole('heading', { level: 1, name: person.name }).waitFor()
      assert.ok(!(await page.content()).includes(person.identity), 'no identity number on a public page')
    })
  })
})

test('the console fits a phone of 360 px', async () => {
  await Visit.play(browser, url, phone, async (visit) => {
    await visit.signInAs('he.clerk')
    for (const path of ['/console', '/console/experts', '/console/experts/new', '/console/experts/new?step=titles', '/console/experts/new?step=consents', '/console/experts?id=demo-cast-wang']) {
      await visit.open(path)
      await visit.check(`${path} at 360 px`)
    }
  })
})
