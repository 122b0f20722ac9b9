import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('./pages/LoginPage.vue'), meta: { title: 'account.signInTitle' } },
  { path: '/me', component: () => import('./pages/MePage.vue'), meta: { title: 'account.me', signedIn: true } },
]
