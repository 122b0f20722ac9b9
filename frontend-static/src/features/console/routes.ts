import type { RouteRecordRaw } from 'vue-router'
import ConsoleLayout from '@/shared/layout/ConsoleLayout.vue'

export const routes: RouteRecordRaw[] = [
  {
    path: '/console',
    component: ConsoleLayout,
    meta: { signedIn: true },
    children: [{ path: '', component: () => import('./pages/TodoPage.vue'), meta: { title: 'menu.todo' } }],
  },
]
