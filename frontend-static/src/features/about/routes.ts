import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/about', component: () => import('./pages/AboutPage.vue'), meta: { title: 'about.title' } },
]
