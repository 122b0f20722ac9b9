import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/experts', component: () => import('./pages/ResultsPage.vue'), meta: { title: 'expert.find', searchBox: true } },
  { path: '/experts/:id', component: () => import('./pages/ExpertPage.vue'), meta: { title: 'expert.one' } },
]
