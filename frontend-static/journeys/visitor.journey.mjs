import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openBrowser, phone, Visit } from './visit.mjs'

const url = process.env.PORTAL_URL
let browser
before(async () => { browser = await openBrowser() })
after(() => browser?.close())

const question = '河北 副高级工程师 2016 在北京认不认?'

test('a visitor asks about a title in one sentence', async () => {
  await Visit.play(browser, url, {}, async (visit) => {
    const { page } = visit
    await visit.open('/')
    await visit.check('home')
    await page.getByRole('combobox', { name: '查人才或者查互认' }).fill(question)
    await page.getByRole('button', { name: '查询', exact: true }).click()
    await page.waitForURL(/\/recognition\?/)
    const conclusion = page.locator('section', { has: page.getByRole('heading', { name: '结论' }) })
    await conclusion.getByText('源头核验后有效', { exact: true }).waitFor()
    await conclusion.getByText('本结论依据演示规则,不代表三地主管部门规定').waitFor()
    await conclusion.getByText('互认不等于聘任').waitFor()
    const basis = page.locator('section', { has: page.getByRole('heading', { name: '依据', exact: true }) })
    await basis.getByText('DEMO-R-01').first().waitFor()
    assert.equal(await basis.locator('div', { has: page.getByRole('heading', { name: '可用于' }) }).last().getByRole('listitem').count(), 5)
    await visit.check('recognition')
  })
})

test('a visitor finds a person by letters, narrows and opens the record', async () => {
  await Visit.play(browser, url, {}, async (visit) => {
    const { page } = visit
    await visit.open('/')
    const box = page.getByRole('combobox', { name: '查人才或者查互认' })
    await box.fill('shansm')
    await box.press('Enter')
    await page.waitForURL(/\/experts\?/)
    const first = page.getByRole('article').first()
    await first.getByRole('heading', { name: '单示明' }).waitFor()
    assert.equal(await first.locator('em').first().innerText(), '单示明')
    await visit.check('results')

    await visit.open('/experts')
    const total = page.locator('strong.num').first()
    await total.waitFor()
    const before = Number(await total.innerText())
    const hebei = page.getByRole('group', { name: '所属地区' }).getByRole('checkbox', { name: /河北/ })
    const count = Number((await page.getByRole('group', { name: '所属地区' }).locator('label', { hasText: '河北' }).locator('.count').innerText()))
    assert.ok(count > 0 && count < before, `${count} of ${before}`)
    await hebei.click()
    await page.waitForURL(/region=HE/)
    await page.locator('strong.num', { hasText: new RegExp(`^${count}$`) }).first().waitFor()

    await visit.open('/experts?q=shansm')
    await page.getByRole('link', { name: '单示明' }).click()
    await page.getByRole('heading', { level: 1, name: '单示明' }).waitFor()
    await page.getByRole('heading', { name: '职称', exact: true }).waitFor()
    await visit.check('expert')
  })
})

test('a visitor compares the three regions, checks a code and reads what the system is', async () => {
  await Visit.play(browser, url, {}, async (visit) => {
    const { page } = visit
    await visit.open('/recognition/compare?series=engineering&title=高级工程师&from=HE&obtainedOn=2016-11-18')
    await page.getByText('发证地,无需互认').waitFor()
    await page.getByText('源头核验后有效', { exact: true }).first().waitFor()
    await visit.check('compare')

    await visit.open('/verify')
    await page.getByLabel('核验码', { exact: true }).fill('AAAA-AAAA-AAAA-AAAAA')
    await page.getByRole('button', { name: '核验', exact: true }).first().click()
    await page.waitForURL(/\/verify\/AAAA/)
    await page.getByRole('article').getByText('核验未通过', { exact: true }).waitFor()
    await visit.check('verify')

    await visit.open('/about')
    await page.getByText('sqlite').first().waitFor()
    await page.getByText('embedded').first().waitFor()
    await visit.check('about')
  })
})

const pages = ['/', `/recognition?q=${encodeURIComponent(question)}`, '/experts?q=shansm', '/experts', '/experts/demo-cast-shan', '/recognition/compare', '/verify', '/verify/AAAA-AAAA-AAAA-AAAAA', '/about', '/login']

test('every public page fits a phone of 360 px', async () => {
  await Visit.play(browser, url, phone, async (visit) => {
    for (const path of pages) {
      await visit.open(path)
      await visit.check(`${path} at 360 px`)
    }
    await visit.page.getByRole('button', { name: '菜单' }).click()
    await visit.page.getByRole('dialog').getByRole('link', { name: '查职称互认' }).click()
    await visit.page.waitForURL(/\/recognition$/)
  })
})

test('every public page can be read in the dark', async () => {
  await Visit.play(browser, url, {}, async (visit) => {
    await visit.open('/')
    await visit.page.getByRole('button', { name: '深色' }).click()
    for (const path of pages) {
      await visit.open(path)
      assert.ok(await visit.page.evaluate(() => document.documentElement.classList.contains('dark')), 'the choice is kept')
      await visit.check(`${path} in the dark`)
    }
  })
})
