import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { routes as about } from '@/features/about/routes'
import { routes as account } from '@/features/account/routes'
import { routes as console } from '@/features/console/routes'
import { routes as expert } from '@/features/expert/routes'
import { routes as home } from '@/features/home/routes'
import { routes as recognition } from '@/features/recognition/routes'
import { may, restoreSession, session, signedIn } from '@/shared/auth/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title. */
    title?: string
    /** The page has a search box of its own. */
    searchBox?: boolean
    /** Only for people who are signed in. */
    signedIn?: boolean
    /** Only for roles with one of these permissions. The server decides in any case; this spares a page of refusals. */
    permissions?: string[]
  }
}

const missing: RouteRecordRaw = {
  path: '/:rest(.*)*',
  component: () => import('@/features/home/pages/NotFoundPage.vue'),
  meta: { title: 'notFound.title' },
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [...home, ...expert, ...recognition, ...account, ...about, ...console, missing],
  scrollBehavior(to, from, saved) {
    if (saved) return saved
    if (to.hash) return { el: to.hash, top: 80 }
    return to.path === from.path ? undefined : { top: 0 }
  },
})

let restored: Promise<void> | null = null

router.beforeEach(async (to) => {
  restored ??= restoreSession()
  await restored
  if (!to.meta.signedIn) return true
  if (!signedIn.value) return { path: '/login', query: { next: to.fullPath } }
  const needed = to.meta.permissions
  if (needed && !needed.some(may)) return { path: '/login', query: { next: to.fullPath, other: session.user?.role } }
  return true
})
