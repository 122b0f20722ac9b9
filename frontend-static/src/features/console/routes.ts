import type { RouteRecordRaw } from 'vue-router'
import ConsoleLayout from '@/shared/layout/ConsoleLayout.vue'

const register = () => import('./pages/RegisterPage.vue')

export const routes: RouteRecordRaw[] = [
  {
    path: '/console',
    component: ConsoleLayout,
    meta: { signedIn: true },
    children: [
      { path: '', component: () => import('./pages/TodoPage.vue'), meta: { title: 'menu.todo' } },
      {
        path: 'experts',
        component: () => import('./pages/ExpertsPage.vue'),
        meta: { title: 'menu.experts', searchBox: true, permissions: ['expert.register', 'expert.review', 'expert.suspend'] },
      },
      { path: 'experts/new', component: register, meta: { title: 'console.newExpert', permissions: ['expert.register'] } },
      { path: 'experts/:id/edit', component: register, meta: { title: 'console.newExpert', permissions: ['expert.register'] } },
      { path: 'experts/:id', redirect: (to) => ({ path: '/console/experts', query: { id: String(to.params.id) } }) },
      { path: 'import', component: () => import('./pages/ImportsPage.vue'), meta: { title: 'menu.import', permissions: ['expert.register'] } },
      { path: 'import/:id', component: () => import('./pages/ImportPage.vue'), meta: { title: 'menu.import', permissions: ['expert.register', 'expert.review'] } },
      { path: 'imports/:id?', redirect: (to) => ({ path: ['/console/import', to.params.id].filter(Boolean).join('/') }) },
      { path: 'review', component: () => import('./pages/ReviewPage.vue'), meta: { title: 'menu.review', permissions: ['expert.review'] } },
      { path: 'users', component: () => import('./pages/UsersPage.vue'), meta: { title: 'menu.users', permissions: ['account.manage'] } },
      { path: 'system', component: () => import('./pages/SystemPage.vue'), meta: { title: 'menu.system', permissions: ['system.operate'] } },
      { path: 'cases', component: () => import('@/features/recognition/pages/CasesPage.vue'), meta: { title: 'menu.cases', permissions: ['case.handle', 'case.decide'] } },
    ],
  },
]
