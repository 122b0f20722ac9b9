import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// Where Debian puts it; another place can be named.
export const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium'

// The browser's own errands (updates, field trials) would reach other hosts; the portal's pages must not.
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-proxy-server']

/** @returns {Promise<import('playwright-core').Browser>} Chromium with an empty profile */
export function openBrowser() {
  return chromium.launch({ executablePath: browserPath, headless: true, args: flags })
}

/** A small phone. */
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true }

/**
 * One person at one browser: a fresh profile on the portal, watched for everything a page must not do: errors on
 * the console, exceptions, violations of the content security policy, requests to other hosts. Each is a fault, and a fault fails the visit.
 */
export class Visit {
  faults = []

  /**
   * Plays one visit to its end and fails when a step fails or a page was at fault.
   * @param {import('playwright-core').Browser} browser
   * @param {string} url where the portal is reached
   * @param {import('playwright-core').BrowserContextOptions} options
   * @param {(visit: Visit) => Promise<void>} steps
   */
  static async play(browser, url, options, steps) {
    const visit = await Visit.begin(browser, url, options)
    try {
      await steps(visit)
    } catch (error) {
      throw new Error(`${error.message}\n${await visit.whereabouts()}`, { cause: error })
    } finally {
      await visit.context.close()
    }
    if (visit.faults.length > 0) assert.fail(`the pages were at fault:\n  ${visit.faults.join('\n  ')}`)
  }

  static async begin(browser, url, options) {
    const visit = new Visit()
    visit.url = url
    visit.context = await browser.newContext({ baseURL: url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options })
    visit.context.setDefaultTimeout(15_000)
    await visit.context.exposeFunction('reportViolation', (text) => visit.fault(`content security policy: ${text}`))
    await visit.context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (e) => globalThis.reportViolation(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile ?? ''}:${e.lineNumber ?? ''}`))
    })
    await visit.context.addInitScript({ content: axeSource })
    visit.page = await visit.context.newPage()
    visit.watch()
    return visit
  }

  watch() {
    const host = new URL(this.url).host
    this.page.on('console', (m) => m.type() === 'error' && this.fault(`console: ${m.text()} ${m.location().url}`))
    this.page.on('pageerror', (e) => this.fault(`page error: ${e.stack ?? e.message}`))
    this.page.on('request', (r) => {
      const to = new URL(r.url())
      if (!['data:', 'blob:'].includes(to.protocol) && to.host !== host) this.fault(`request to another host: ${r.url()}`)
    })
  }

  fault(text) {
    this.faults.push(`${this.page ? new URL(this.page.url(), this.url).pathname : ''} ${text}`)
  }

  /** Opens an address and waits for the page's heading. */
  async open(path) {
    await this.page.goto(path)
    await this.page.locator('main h1').first().waitFor({ state: 'attached' })
  }

  /** Checks the page as it stands: axe finds nothing serious, and nothing sticks out sideways. */
  async check(name) {
    await this.page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    const found = await this.page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] })
      return violations
        .filter((v) => v.impact === 'serious' || v.impact === 'critical')
        .map((v) => `${v.impact} ${v.id}: ${v.help}\n${v.nodes.slice(0, 3).map((n) => `      ${n.target.join(' ')}  ${n.html.slice(0, 160)}\n        ${n.failureSummary?.split('\n').slice(1, 2).join('').trim()}`).join('\n')}`)
    })
    for (const f of found) this.fault(`accessibility of ${name}: ${f}`)
    await this.fits(name)
  }

  /** Nothing on the page is wider than the window. */
  async fits(name) {
    const wide = await this.page.evaluate(() => {
      const root = document.documentElement
      if (root.scrollWidth <= root.clientWidth) return null
      const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1).slice(-3)
      return `${root.scrollWidth} px in ${root.clientWidth} px: ${out.map((e) => `${e.tagName.toLowerCase()}.${e.className}`).join(', ')}`
    })
    if (wide) this.fault(`${name} scrolls sideways: ${wide}`)
  }

  /** Signs in with one click on the login page. */
  async signInAs(username) {
    await this.open('/login')
    await this.page.getByRole('button', { name: new RegExp(` ?${username.replace('.', '\\.')}$`) }).click()
    await this.page.getByTitle('我的账号').waitFor()
  }

  /** What a failed step needs to be understood: the address, the faults so far and what the page says. */
  async whereabouts() {
    const text = await this.page.locator('body').innerText({ timeout: 2000 }).catch(() => '')
    return [`at ${this.page.url()}`, ...this.faults, text.replace(/\s+/g, ' ').slice(0, 1500)].join('\n  ')
  }
}
