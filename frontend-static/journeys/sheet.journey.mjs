import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openBrowser, phone, Visit } from './visit.mjs'

const url = process.env.PORTAL_URL
const sheet = fileURLToPath(new URL('../../seed/demo/scene7.xlsx', import.meta.url))
let browser
before(async () => { browser = await openBrowser() })
after(() => browser?.close())

test('a clerk uploads a sheet, reads what is wrong and commits what is good', async () => {
  await Visit.play(browser, url, {}, async (visit) => {
    const { page } = visit
    await visit.signInAs('he.clerk')
    await page.getByRole('main').getByRole('link', { name: '批量导入' }).first().click()
    await page.getByRole('heading', { level: 1, name: '批量导入' }).waitFor()
    await visit.check('imports')
    await page.locator('input[type="file"]').setInputFiles(sheet)
    await page.waitForURL(/\/console\/import\/[^/]+/)
    await page.getByText('通过检查 24 行,须修改 6 行。尚未写入任何档案。').waitFor()
    await page.getByText('疑似被 Excel 转换').first().waitFor()
    await visit.check('import, checked')
    await page.getByRole('button', { name: '导入通过的 24 行' }).click()
    await page.getByText('已导入 24 行').waitFor()
    await visit.check('import, committed')
    const address = page.url()
    await page.setViewportSize(phone.viewport)
    await visit.open(address)
    await page.getByText('已导入 24 行').waitFor()
    await visit.check('import at 360 px')
  })
})
