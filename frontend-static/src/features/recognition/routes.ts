import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/recognition', component: () => import('./pages/CheckPage.vue'), meta: { title: 'recognition.title', searchBox: true } },
  { path: '/recognition/compare', component: () => import('./pages/ComparePage.vue'), meta: { title: 'recognition.compareTitle' } },
  { path: '/verify', component: () => import('./pages/VerifyPage.vue'), meta: { title: 'verify.title' } },
  { path: '/verify/:code', component: () => import('./pages/VerifyPage.vue'), meta: { title: 'verify.title' } },
  { path: '/cases/:id', component: () => import('./pages/CasePage.vue'), meta: { title: 'cases.one', signedIn: true } },
  { path: '/statements/:id', component: () => import('./pages/StatementPage.vue'), meta: { title: 'cases.statementPage', signedIn: true } },
]
